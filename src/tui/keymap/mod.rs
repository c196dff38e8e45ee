//! The one table of keys. Dispatch, the footer, the menu's shortcuts, the help and the README read
//! it.

mod key;
mod table;

use crossterm::event::KeyEvent;

use super::widgets::cursor::Move;
pub use key::Key;
pub use table::BINDINGS;

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Another place in a list.
    Go(Move),
    /// The next section of the page, or the one before.
    Section(Move),
    /// A section of the page by its place: 0 is what new chats get.
    SectionAt(usize),
    /// The global default, from a list of all connections.
    ChooseDefault,
    /// The main action of what is selected.
    Activate,
    /// Back: close what is open.
    Back,
    /// Leave the program.
    Quit,
    /// To the shell, until `fg`.
    Suspend,
    /// All keys.
    Help,
    /// The filter.
    Filter,
    /// Take the last edit back.
    Undo,
    /// Make it again.
    Redo,
    /// What was edited.
    History,
    /// Everything about what is selected.
    Details,
    /// What is wrong with the configuration.
    Problems,
    /// What mends the selected problem.
    Mend,
    /// The other thing that mends it.
    MendOtherwise,
    /// A good config.json in the place of one that cannot be used.
    Restore,
    /// A new connection.
    Add,
    /// The form.
    Edit,
    /// The context menu.
    Menu,
    /// The global default.
    SetDefault,
    /// The other mid-stream mode.
    FlipMidStream,
    /// Another name.
    Rename,
    /// A copy.
    Duplicate,
    /// Away with it.
    Delete,
    /// Its JSON to the clipboard.
    Copy,
    /// Its JSON in an editor.
    EditJson,
    /// Ask its provider whether it works.
    Validate,
    /// Ask the providers of all.
    ValidateAll,
    /// The next connection that is not valid.
    NextNotValid,
    /// The one before.
    BeforeNotValid,
    /// The address that answers in the place of the one that does not.
    UseEndpoint,
    /// The models that the endpoint lists.
    Fetch,
    /// Open what is under an item.
    Open,
    /// Close it.
    Close,
    /// The rest of what is typed.
    Complete,
    /// What was typed and is masked.
    Reveal,
    /// Away with what is stored.
    Remove,
    /// Keep what was typed.
    Save,
    /// The choice before.
    Before,
    /// The choice after.
    After,
    /// On, off, or unsaid.
    Toggle,
    /// A place up in the list.
    Raise,
    /// A place down in the list.
    Lower,
    /// Do it.
    Yes,
    /// Leave it.
    No,
}

/// Where a key is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyContext {
    /// In every layer.
    Everywhere,
    /// On the page.
    Page,
    /// On a connection of the page.
    Connection,
    /// On a global default.
    Default,
    /// On a workspace.
    Workspace,
    /// On something that a workspace sets.
    Override,
    /// On a switch.
    Switch,
    /// While a filter is typed.
    Filter,
    /// In the context menu.
    Menu,
    /// In a picker.
    Picker,
    /// In the form.
    Form,
    /// On a choice of the form.
    Choice,
    /// On a secret of the form.
    Secret,
    /// On a path of the form.
    Path,
    /// In the list of models.
    Models,
    /// While a cell of the models is typed.
    Cell,
    /// In a one-line prompt.
    Prompt,
    /// In a question.
    Confirm,
    /// In a text to read: help, details.
    Reader,
    /// In the list of problems.
    Problems,
    /// In the history.
    History,
    /// In what came of asking about the draft.
    Validation,
    /// In the models that an endpoint lists.
    Fetch,
}

impl KeyContext {
    /// Its title in the help; all of them in the help's order.
    pub const TITLES: [(Self, &'static str); 23] = [
        (Self::Everywhere, "Everywhere"),
        (Self::Page, "Page"),
        (Self::Connection, "A connection"),
        (Self::Default, "A default"),
        (Self::Workspace, "A workspace"),
        (Self::Override, "An override"),
        (Self::Switch, "A switch"),
        (Self::Filter, "Filter"),
        (Self::Menu, "Menu"),
        (Self::Picker, "Picker"),
        (Self::Form, "Form"),
        (Self::Choice, "A choice in the form"),
        (Self::Secret, "A secret in the form"),
        (Self::Path, "A path in the form"),
        (Self::Models, "Models"),
        (Self::Cell, "A cell of the models"),
        (Self::Prompt, "Prompt"),
        (Self::Confirm, "Question"),
        (Self::Reader, "Help, details"),
        (Self::Problems, "Problems"),
        (Self::History, "History"),
        (Self::Validation, "Test"),
        (Self::Fetch, "Models of the endpoint"),
    ];
}

/// One row of the table.
#[derive(Debug)]
pub struct Binding {
    /// Where it holds.
    pub place: KeyContext,
    /// The keys; the first is the one that hints show.
    pub keys: &'static [Key],
    /// What they ask for.
    pub action: Action,
    /// What that is, in the help.
    pub label: &'static str,
    /// What that is, in the footer; none when it is not there.
    pub hint: Option<&'static str>,
}

/// What a key asks for in some places, the first of which wins.
pub fn lookup(places: &[KeyContext], event: KeyEvent) -> Option<Action> {
    let pressed = Key::of(event);
    places.iter().find_map(|place| {
        let row = BINDINGS.iter().find(|b| b.place == *place && b.keys.contains(&pressed))?;
        Some(row.action)
    })
}

/// Whether letters are text in these places of a layer, and not commands.
pub fn takes_text(places: &[KeyContext]) -> bool {
    // The first says what has the focus: a form stands first only where a text is typed in it.
    matches!(
        places.first(),
        Some(
            KeyContext::Filter
                | KeyContext::Picker
                | KeyContext::Form
                | KeyContext::Secret
                | KeyContext::Path
                | KeyContext::Cell
                | KeyContext::Prompt
                | KeyContext::Fetch
        )
    )
}

/// The first key of an intent in a place, as it is written; empty where it has none.
pub fn key_of(place: KeyContext, action: Action) -> String {
    let binding = BINDINGS.iter().find(|b| b.place == place && b.action == action);
    binding.map_or_else(String::new, |b| b.keys[0].name())
}

/// The rows whose hints the footer shows in some places.
pub fn hints(places: &[KeyContext]) -> impl Iterator<Item = (&'static Binding, &'static str)> {
    BINDINGS.iter().filter(|b| places.contains(&b.place)).filter_map(|b| Some((b, b.hint?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::{KeyCode, KeyModifiers};
    use std::collections::HashSet;

    #[test]
    fn no_key_is_bound_twice_in_a_place() {
        for (place, title) in KeyContext::TITLES {
            let mut seen: Vec<Key> = Vec::new();
            for key in BINDINGS.iter().filter(|b| b.place == place).flat_map(|b| b.keys) {
                assert!(!seen.contains(key), "{} twice in {title}", key.name());
                seen.push(*key);
            }
        }
    }

    #[test]
    fn every_row_is_reached_by_each_of_its_keys() {
        for row in BINDINGS {
            for key in row.keys {
                assert_eq!(
                    lookup(&[row.place], key.event()),
                    Some(row.action),
                    "{} in {:?}",
                    key.name(),
                    row.place
                );
            }
        }
    }

    #[test]
    fn every_place_has_a_title_once() {
        let titled: HashSet<_> = KeyContext::TITLES.iter().map(|(w, _)| format!("{w:?}")).collect();
        let bound: HashSet<_> = BINDINGS.iter().map(|b| format!("{:?}", b.place)).collect();
        assert_eq!(titled, bound);
    }

    #[test]
    fn a_letter_is_the_same_with_and_without_its_shift() {
        let capital = KeyEvent::new(KeyCode::Char('E'), KeyModifiers::SHIFT);
        assert_eq!(lookup(&[KeyContext::Connection], capital), Some(Action::EditJson));
        let menu = KeyEvent::new(KeyCode::F(14), KeyModifiers::NONE);
        assert_eq!(lookup(&[KeyContext::Connection], menu), Some(Action::Menu));
    }
}
