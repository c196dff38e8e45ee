//! The one table of keys: what a key means is read from it, and so are the footer, the shortcuts of
//! the menu, the help and the manual.

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
pub use table::BINDINGS;

/// Declares the actions, and for the tests their names: a walk over them misses none.
macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident $(($way:ty))?,)+) => {
        /// What a key means.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Action {
            $($(#[$doc])* $name $(($way))?,)+
        }

        impl Action {
            pub const NAMES: &[&str] = &[$(stringify!($name)),+];

            /// Its name among [`Self::NAMES`].
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
    /// Moves to a section of the page by its place: 0 is what new chats get.
    SectionAt(usize),
    /// Opens the list of all connections, to choose the global default.
    ChooseDefault,
    /// Opens the list of all connections, to flip the mid-stream mode of one.
    ChooseMidStream,
    /// Does the main thing that can be done with what is selected.
    Activate,
    /// Closes what is open.
    Back,
    /// Leaves the program.
    Quit,
    /// Hands the terminal to the shell, until `fg`.
    Suspend,
    /// Opens the keys of what has the focus, or closes them.
    Help,
    /// Opens all of a message that does not fit.
    WholeMessage,
    Filter,
    /// Undoes the last edit.
    Undo,
    /// Redoes the edit that was undone last.
    Redo,
    History,
    /// Moves the focus to the details of what is selected, or back.
    Details,
    Problems,
    /// Fixes the selected problem.
    Fix,
    /// Fixes all problems that have a fix.
    FixAll,
    /// Fixes it the other way.
    FixOtherwise,
    /// Restores a good config.json in the place of one that cannot be used.
    Restore,
    /// Adds a connection or a model.
    Add,
    /// Looks for servers of models on this machine.
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
    /// Marks a connection, or takes its mark away.
    Mark,
    /// Marks all connections that are shown, or none.
    MarkAll,
    Rename,
    Duplicate,
    /// Deletes what is selected.
    Delete,
    /// Copies a connection's JSON.
    Copy,
    /// Opens a connection's JSON in an editor.
    EditJson,
    /// Opens a file of Craft that cannot be used in an editor.
    EditFile,
    /// Validates a connection or the draft of one.
    Validate,
    /// Tests a connection in full: streams, tools and images.
    FullTest,
    /// Validates all connections that are shown.
    ValidateAll,
    /// Selects the next connection that is not valid.
    NextNotValid,
    /// Selects the previous connection that is not valid.
    BeforeNotValid,
    /// Uses the working endpoint.
    UseEndpoint,
    /// Chooses another default model, where the one there is does not work.
    ChooseModel,
    /// Signs in to the provider of a connection, or adds one by signing in.
    SignIn,
    CopyAddress,
    /// Opens the address in a browser of this machine.
    OpenPage,
    /// Lists the models of the endpoint.
    Fetch,
    /// Brings the list of models up to date with the endpoint's.
    Refresh,
    /// Unfolds a workspace, or opens a submenu.
    Open,
    /// Folds a workspace, or closes a submenu.
    Close,
    /// Completes a path, or goes on to the next field.
    Complete,
    /// Shows the secret that was typed, or masks it again.
    Reveal,
    /// Removes a stored credential with the save, or keeps it after all.
    Remove,
    Save,
    /// Takes the previous choice, button or column.
    Before,
    /// Takes the next choice, button or column.
    After,
    /// Goes to the next cell, also of the next row, and goes on typing.
    NextCell,
    /// Goes to the cell before.
    CellBefore,
    /// Turns a choice or a tick.
    Toggle,
    /// Moves a model up.
    Raise,
    /// Moves a model down.
    Lower,
    /// Presses the first button of a question.
    Yes,
    /// Presses the second button of a question.
    No,
    /// Waits until Craft has ended, and saves then.
    Wait,
    /// Asks for the token of Craft's server.
    Token,
    /// Asks Craft's server whether a connection works, beside its provider.
    ValidateThroughCraft,
}

impl Action {
    /// Whether it changes only what is selected or shown, and does nothing with it.
    pub(crate) const fn only_moves(self) -> bool {
        matches!(
            self,
            Self::Go(_)
                | Self::Section(_)
                | Self::SectionAt(_)
                | Self::Before
                | Self::After
                | Self::NextNotValid
                | Self::BeforeNotValid
                | Self::NextCell
                | Self::CellBefore
                | Self::Details
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

/// Where a binding holds. What has the focus says which of them do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyContext {
    Everywhere,
    /// A list that one goes through, whatever is in it.
    List,
    /// The same where typing filters, so that letters are text.
    FilteredList,
    Page,
    Connection,
    /// Connections that are marked, together.
    Marked,
    /// A default of new chats.
    Default,
    Workspace,
    /// A setting of a workspace.
    Override,
    Switch,
    /// A choice of the empty page.
    Start,
    /// The filter of the page, while it is typed.
    Filter,
    Menu,
    Picker,
    Form,
    Choice,
    Secret,
    Path,
    Models,
    /// A cell of the list of models, while it is typed.
    Cell,
    Prompt,
    /// The address and the token of Craft's server.
    ServerToken,
    Confirm,
    /// The details of what is selected, while they have the focus.
    Details,
    /// A text to read: the keys, a long message.
    Reader,
    Problems,
    History,
    Validation,
    /// The models that an endpoint lists.
    Fetch,
    /// What can be imported.
    ImportList,
    /// A path that is typed by itself.
    PathPrompt,
    /// The servers of models on this machine.
    LocalServers,
    SignIn,
    /// The same where something is pasted.
    SignInField,
}

impl KeyContext {
    /// The titles in the help, in its order.
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
    /// The keys, of which hints show the first.
    pub keys: Cow<'static, [Key]>,
    /// What they mean.
    pub action: Action,
    /// The words of the help.
    pub label: &'static str,
    /// The words of the footer; none where it has no room for them.
    pub hint: Option<&'static str>,
}

/// Whether letters are text in the contexts of a component, and no commands.
pub(crate) fn takes_text(contexts: &[KeyContext]) -> bool {
    // The first is that of what has the focus: the form's is the first only where text is typed.
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
    fn every_action_that_is_bound_has_one_name() {
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
