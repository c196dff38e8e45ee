//! Actions and the contexts in which keys mean them. The one table of keys is in `table.rs`: the
//! footer, the shortcuts in menus, the help and the manual come from it too.

mod bindings;
mod key;
mod names;
mod overrides;
mod table;

use std::borrow::Cow;

use super::widgets::cursor::Move;
pub use bindings::Keymap;
pub use key::{Key, WrongKey};
pub use names::{ACTION_NAMES, name_of, row_of};
pub use overrides::overlap;
pub use table::BINDINGS;

/// Declares the actions and, for the tests, their names, so that a test can visit all of them.
macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident $(($way:ty))?,)+) => {
        /// What a key means.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Action {
            $($(#[$doc])* $name $(($way))?,)+
        }

        impl Action {
            pub const NAMES: &[&str] = &[$(stringify!($name)),+];

            /// The action's name in [`Self::NAMES`].
            pub fn name(self) -> String {
                let text = format!("{self:?}");
                text.split('(').next().unwrap_or_default().to_owned()
            }
        }
    };
}

actions! {
    Go(Move),
    /// Moves to the next or the previous section of the page.
    Section(Move),
    /// Moves to a section of the page by its index: 0 is the defaults for new chats.
    SectionAt(usize),
    /// Opens the list of all connections, to choose the global default.
    ChooseDefault,
    /// Opens the list of all connections, to flip the mid-stream mode of one.
    ChooseMidStream,
    /// Runs the main action of the selection.
    Activate,
    /// Closes the current layer.
    Back,
    /// Quits the program.
    Quit,
    /// Suspends the program until `fg`.
    Suspend,
    /// Opens or closes the keys of the focused component.
    Help,
    /// Opens the full text of a message that does not fit.
    WholeMessage,
    Filter,
    /// Undoes the last edit.
    Undo,
    /// Redoes the edit that was undone last.
    Redo,
    History,
    /// Moves the focus to the details of the selection, or back.
    Details,
    Problems,
    /// Fixes the selected problem.
    Fix,
    /// Fixes all problems that have a fix.
    FixAll,
    /// Applies the alternative fix.
    FixOtherwise,
    /// Replaces an unusable config.json with a good copy.
    Restore,
    /// Adds a connection or a model.
    Add,
    /// Searches for model servers on this machine.
    FindServers,
    /// Imports connections from a file or another program.
    Import,
    /// Exports connections to a file.
    Export,
    /// Opens the form.
    Edit,
    /// Opens the context menu.
    Menu,
    /// Makes a connection or a model the default.
    SetDefault,
    /// Changes between steering and queueing mid-stream sends.
    FlipMidStream,
    /// Marks or unmarks a connection.
    Mark,
    /// Marks or unmarks all visible connections.
    MarkAll,
    Rename,
    Duplicate,
    /// Deletes the selection.
    Delete,
    /// Copies a connection's JSON.
    Copy,
    /// Opens a connection's JSON in an editor.
    EditJson,
    /// Opens an unusable Craft file in an editor.
    EditFile,
    /// Validates a connection or a draft.
    Validate,
    /// Runs the full test of a connection: streaming, tools and images.
    FullTest,
    /// Validates all visible connections.
    ValidateAll,
    /// Selects the next connection that is not valid.
    NextNotValid,
    /// Selects the previous connection that is not valid.
    PreviousNotValid,
    /// Uses the working endpoint.
    UseEndpoint,
    /// Chooses another default model in place of one that does not work.
    ChooseModel,
    /// Signs in to a connection's provider, or adds a connection by signing in.
    SignIn,
    CopyAddress,
    /// Opens the URL in a browser on this machine.
    OpenPage,
    /// Lists the models of the endpoint.
    Fetch,
    /// Updates the model list from the endpoint's.
    Refresh,
    /// Expands a workspace, or opens a submenu.
    Open,
    /// Collapses a workspace, or closes a submenu.
    Close,
    /// Completes a path, or moves to the next field.
    Complete,
    /// Shows or masks the typed secret.
    Reveal,
    /// Marks a stored credential for removal on save, or unmarks it.
    Remove,
    Save,
    /// Selects the previous choice, button or column.
    Before,
    /// Selects the next choice, button or column.
    After,
    /// Moves to the next cell, across rows, and keeps typing.
    NextCell,
    /// Moves to the previous cell.
    PreviousCell,
    /// Toggles a choice or a tick.
    Toggle,
    /// Moves a model up.
    Raise,
    /// Moves a model down.
    Lower,
    /// Presses the first button of a question.
    Yes,
    /// Presses the second button of a question.
    No,
    /// Waits until Craft has exited, then saves.
    Wait,
    /// Asks for the Craft server's token.
    Token,
    /// Asks the Craft server whether a connection works, in addition to its provider.
    ValidateThroughCraft,
}

impl Action {
    /// Whether the action only changes the selection or the view.
    pub(crate) const fn only_moves(self) -> bool {
        matches!(
            self,
            Self::Go(_)
                | Self::Section(_)
                | Self::SectionAt(_)
                | Self::Before
                | Self::After
                | Self::NextNotValid
                | Self::PreviousNotValid
                | Self::NextCell
                | Self::PreviousCell
                | Self::Filter
                | Self::Help
                | Self::WholeMessage
                | Self::Suspend
                // These clear the message themselves, or ask before they do anything.
                | Self::Back
                | Self::Quit
        )
    }
}

/// Where a binding is active. The focused component decides which contexts apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyContext {
    Everywhere,
    /// Any list of items.
    List,
    /// A list with a filter, so that letters are text.
    FilteredList,
    Page,
    Connection,
    /// Several marked connections.
    Marked,
    /// A default for new chats.
    Default,
    Workspace,
    /// A workspace's setting.
    Override,
    Switch,
    /// A choice on the empty page.
    Start,
    /// The page's filter, while a person types it.
    Filter,
    Menu,
    Picker,
    Form,
    Choice,
    Secret,
    Path,
    Models,
    /// A cell of the model list, while a person types in it.
    Cell,
    Prompt,
    /// The URL and the token of a Craft server.
    ServerToken,
    Confirm,
    /// The details of the selection, while they have the focus.
    Details,
    /// A text to read: the keys, a long message.
    Reader,
    Problems,
    History,
    Validation,
    /// The models that an endpoint lists.
    Fetch,
    /// The items to import.
    ImportList,
    /// The prompt for a path.
    PathPrompt,
    /// Model servers on this machine.
    LocalServers,
    SignIn,
    /// The sign-in layer while it shows a paste field.
    SignInField,
}

impl KeyContext {
    /// The titles in the help, in order.
    pub const TITLES: [(Self, &'static str); 34] = [
        (Self::Everywhere, "Everywhere"),
        (Self::Page, "Page"),
        (Self::List, "A list"),
        (Self::FilteredList, "A list that typing filters"),
        (Self::Connection, "A connection"),
        (Self::Marked, "Marked connections"),
        (Self::Default, "A default"),
        (Self::Workspace, "A workspace"),
        (Self::Override, "An override"),
        (Self::Switch, "A switch"),
        (Self::Start, "A choice of the empty page"),
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
        (Self::ServerToken, "Craft's server"),
        (Self::Confirm, "Question"),
        (Self::Details, "Details"),
        (Self::Reader, "Messages"),
        (Self::Problems, "Problems"),
        (Self::History, "History"),
        (Self::Validation, "Validation"),
        (Self::Fetch, "Models of the endpoint"),
        (Self::ImportList, "Import"),
        (Self::PathPrompt, "A path"),
        (Self::LocalServers, "Servers on this machine"),
        (Self::SignIn, "Signing in"),
        (Self::SignInField, "Signing in, where something is pasted"),
    ];

    pub(crate) fn title(self) -> &'static str {
        let title = Self::TITLES.iter().find(|(context, _)| *context == self);
        title.map_or("", |(_, title)| title)
    }
}

/// A row of the table.
#[derive(Clone, Debug)]
pub struct Binding {
    pub context: KeyContext,
    /// The keys; hints show the first.
    pub keys: Cow<'static, [Key]>,
    pub action: Action,
    /// The text in the help.
    pub label: &'static str,
    /// The text in the footer; none if the footer does not show the binding.
    pub hint: Option<&'static str>,
}

/// Whether letters are text instead of commands in a component's contexts.
pub(crate) fn takes_text(contexts: &[KeyContext]) -> bool {
    // The focused component's context comes first. For the form, that is `Form` only while a person
    // types.
    matches!(
        contexts.first(),
        Some(
            KeyContext::Filter
                | KeyContext::Picker
                | KeyContext::Form
                | KeyContext::Secret
                | KeyContext::Path
                | KeyContext::Cell
                | KeyContext::Prompt
                | KeyContext::ServerToken
                | KeyContext::Fetch
                | KeyContext::ImportList
                | KeyContext::PathPrompt
                | KeyContext::SignInField
        )
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
    use std::collections::HashSet;

    #[test]
    fn no_key_is_bound_twice_in_a_context() {
        for (context, title) in KeyContext::TITLES {
            let mut seen: Vec<Key> = Vec::new();
            for key in BINDINGS.iter().filter(|b| b.context == context).flat_map(|b| b.keys.iter())
            {
                assert!(!seen.contains(key), "{} twice in {title}", key.name());
                seen.push(*key);
            }
        }
    }

    #[test]
    fn every_row_is_reached_by_each_of_its_keys() {
        for row in BINDINGS {
            for key in row.keys.iter() {
                assert_eq!(
                    Keymap::default().lookup(&[row.context], key.event()),
                    Some(row.action),
                    "{} in {:?}",
                    key.name(),
                    row.context
                );
            }
        }
    }

    #[test]
    fn every_context_has_a_title_once() {
        let titled: HashSet<_> = KeyContext::TITLES.iter().map(|(w, _)| format!("{w:?}")).collect();
        let bound: HashSet<_> = BINDINGS.iter().map(|b| format!("{:?}", b.context)).collect();
        assert_eq!(titled, bound);
    }

    #[test]
    fn every_bound_action_has_one_name() {
        let on_buttons = [Action::Yes, Action::No, Action::Wait, Action::Token];
        for row in BINDINGS.iter().filter(|row| !on_buttons.contains(&row.action)) {
            let names = ACTION_NAMES.iter().filter(|(_, action)| *action == row.action).count();
            assert_eq!(names, 1, "{:?}", row.action);
        }
        let names: HashSet<_> = ACTION_NAMES.iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), ACTION_NAMES.len());
        for (name, action) in ACTION_NAMES {
            assert!(BINDINGS.iter().any(|row| row.action == action), "{name}");
        }
    }

    #[test]
    fn every_action_is_bound() {
        let bound: HashSet<_> = BINDINGS.iter().map(|b| b.action.name()).collect();
        for name in Action::NAMES {
            assert!(bound.contains(*name), "no key means {name}");
        }
    }

    #[test]
    fn a_letter_is_the_same_with_and_without_its_shift() {
        let capital = KeyEvent::new(KeyCode::Char('E'), KeyModifiers::SHIFT);
        assert_eq!(
            Keymap::default().lookup(&[KeyContext::Connection], capital),
            Some(Action::EditJson)
        );
        let menu = KeyEvent::new(KeyCode::F(14), KeyModifiers::NONE);
        assert_eq!(Keymap::default().lookup(&[KeyContext::Connection], menu), Some(Action::Menu));
    }
}
