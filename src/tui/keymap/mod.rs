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
pub use names::{name_of, row_of};
pub use overrides::overlap;
pub use table::BINDINGS;

/// Declares the actions with their names in config.toml. The buttons of a question have none: they
/// show their own keys.
macro_rules! actions {
    ($($(#[$doc:meta])* $action:ident
        $(($way:ty) { $($name_of_way:literal => $value:expr,)+ })? $(= $name:literal)?,)+) => {
        /// What a key means.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Action {
            $($(#[$doc])* $action $(($way))?,)+
        }

        /// All actions that accept key bindings, with their names in config.toml.
        pub const ACTION_NAMES: &[(&str, Action)] = &[
            $($($(($name_of_way, Action::$action($value)),)+)? $(($name, Action::$action),)?)+
        ];
    };
}

actions! {
    Go(Move) {
        "up" => Move::Up,
        "down" => Move::Down,
        "first" => Move::First,
        "last" => Move::Last,
        "page-up" => Move::PageUp,
        "page-down" => Move::PageDown,
        "half-page-up" => Move::HalfUp,
        "half-page-down" => Move::HalfDown,
    },
    /// Moves to the next or the previous section of the page.
    Section(Move) {
        "next-section" => Move::Down,
        "previous-section" => Move::Up,
    },
    /// Moves to a section of the page by its index: 0 is the defaults for new chats.
    SectionAt(usize) {
        "new-chats" => 0,
        "connections" => 1,
        "workspaces" => 2,
        "performance" => 3,
    },
    /// Runs the main action of the selection.
    Activate = "activate",
    /// Closes the current layer.
    Back = "back",
    /// Quits the program.
    Quit = "quit",
    /// Suspends the program until `fg`.
    Suspend = "suspend",
    /// Opens or closes the keys of the focused component.
    Help = "help",
    /// Opens the full text of a message that does not fit.
    WholeMessage = "whole-message",
    Filter = "find",
    /// Undoes the last edit.
    Undo = "undo",
    /// Redoes the edit that was undone last.
    Redo = "redo",
    History = "history",
    /// Moves the focus to the details of the selection, or back.
    Details = "details",
    Problems = "problems",
    /// Fixes the selected problem.
    Fix = "fix",
    /// Fixes all problems that have a fix.
    FixAll = "fix-all",
    /// Applies the alternative fix.
    FixOtherwise = "fix-otherwise",
    /// Replaces an unusable config.json with a good copy.
    Restore = "restore",
    /// Adds a connection or a model.
    Add = "add",
    /// Searches for model servers on this machine.
    FindServers = "find-servers",
    /// Imports connections from a file or another program.
    Import = "import",
    /// Exports connections to a file.
    Export = "export",
    /// Opens the form.
    Edit = "edit",
    /// Opens the context menu.
    Menu = "menu",
    /// Makes a connection or a model the default.
    SetDefault = "default",
    /// Opens the list of all connections, to choose the global default.
    ChooseDefault = "choose-default",
    /// Changes between steering and queueing mid-stream sends.
    FlipMidStream = "flip-mode",
    /// Opens the list of all connections, to flip the mid-stream mode of one.
    ChooseMidStream = "choose-mode",
    /// Chooses another default model in place of one that does not work.
    ChooseModel = "choose-model",
    /// Marks or unmarks a connection.
    Mark = "mark",
    /// Marks or unmarks all visible connections.
    MarkAll = "mark-all",
    Rename = "rename",
    Duplicate = "duplicate",
    /// Deletes the selection.
    Delete = "delete",
    /// Copies a connection's JSON.
    Copy = "copy",
    /// Opens a connection's JSON in an editor.
    EditJson = "edit-json",
    /// Opens an unusable Craft file in an editor.
    EditFile = "edit-file",
    /// Validates a connection or a draft.
    Validate = "validate",
    /// Runs the full test of a connection: streaming, tools and images.
    FullTest = "full-test",
    /// Validates all visible connections.
    ValidateAll = "validate-all",
    /// Asks the Craft server whether a connection works, in addition to its provider.
    ValidateThroughCraft = "validate-through-craft",
    /// Selects the next connection that is not valid.
    NextNotValid = "next-failed",
    /// Selects the previous connection that is not valid.
    PreviousNotValid = "previous-failed",
    /// Uses the working endpoint.
    UseEndpoint = "use-endpoint",
    /// Signs in to a connection's provider, or adds a connection by signing in.
    SignIn = "sign-in",
    CopyAddress = "copy-address",
    /// Opens the URL in a browser on this machine.
    OpenPage = "open-page",
    /// Lists the models of the endpoint.
    Fetch = "fetch-models",
    /// Updates the model list from the endpoint's.
    Refresh = "update-models",
    /// Opens a submenu.
    Open = "open",
    /// Closes a submenu.
    Close = "close",
    /// Completes a path, or moves to the next field.
    Complete = "complete",
    /// Shows or masks the typed secret.
    Reveal = "reveal",
    /// Marks a stored credential for removal on save, or unmarks it.
    Remove = "remove",
    Save = "save",
    /// Selects the previous choice, button or column.
    Before = "previous",
    /// Selects the next choice, button or column.
    After = "next",
    /// Moves to the next cell, across rows, and keeps typing.
    NextCell = "next-cell",
    /// Moves to the previous cell.
    PreviousCell = "previous-cell",
    /// Toggles a choice or a tick.
    Toggle = "toggle",
    /// Moves a model up.
    Raise = "move-up",
    /// Moves a model down.
    Lower = "move-down",
    /// Presses the first button of a question.
    Yes,
    /// Presses the second button of a question.
    No,
    /// Waits until Craft has exited, then saves.
    Wait,
    /// Asks for the Craft server's token.
    Token,
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

/// Declares the key contexts with their titles in the help.
macro_rules! key_contexts {
    ($($(#[$doc:meta])* $context:ident = $title:literal,)+) => {
        /// Where a binding is active. The focused component decides which contexts apply.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum KeyContext {
            $($(#[$doc])* $context,)+
        }

        impl KeyContext {
            /// The titles in the help, in order.
            pub const TITLES: &[(Self, &str)] = &[$((Self::$context, $title)),+];
        }
    };
}

key_contexts! {
    Everywhere = "Everywhere",
    Page = "Page",
    /// Any list of items.
    List = "A list",
    /// A list with a filter, so that letters are text.
    FilteredList = "A filterable list",
    Connection = "A connection",
    /// Several marked connections.
    Marked = "Marked connections",
    /// A default for new chats.
    Default = "A default",
    Workspace = "A workspace",
    /// A workspace's setting.
    Override = "An override",
    Switch = "A switch",
    /// A way to add the first connection.
    Start = "The empty page",
    /// The page's filter, while a person types it.
    Filter = "Filter",
    Menu = "Menu",
    Picker = "Picker",
    Form = "Form",
    Choice = "A choice in the form",
    Secret = "A secret in the form",
    Path = "A path in the form",
    Models = "Models",
    /// A cell of the model list, while a person types in it.
    Cell = "A cell of the model list",
    Prompt = "Prompt",
    /// The URL and the token of a Craft server.
    ServerToken = "Craft's server",
    Confirm = "Question",
    /// The details of the selection, while they have the focus.
    Details = "Details",
    /// A text to read: the keys, a long message.
    Reader = "Messages",
    Problems = "Problems",
    History = "History",
    Validation = "Validation",
    /// The models that an endpoint lists.
    Fetch = "Models of the endpoint",
    /// The items to import.
    ImportList = "Import",
    /// The prompt for a path.
    PathPrompt = "A path",
    /// Model servers on this machine.
    LocalServers = "Servers on this machine",
    SignIn = "Signing in",
    /// The sign-in layer while it shows a paste field.
    SignInField = "Signing in: the text field",
}

impl KeyContext {
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
        for &(context, title) in KeyContext::TITLES {
            let mut seen: Vec<Key> = Vec::new();
            for key in BINDINGS.iter().filter(|b| b.context == context).flat_map(|b| b.keys.iter())
            {
                assert!(!seen.contains(key), "{} twice in {title}", key.name());
                seen.push(*key);
            }
            assert!(!seen.is_empty(), "no key in {title}");
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
    fn every_bound_action_has_one_name() {
        let on_buttons = [Action::Yes, Action::No, Action::Wait, Action::Token];
        for row in BINDINGS.iter().filter(|row| !on_buttons.contains(&row.action)) {
            let names = ACTION_NAMES.iter().filter(|(_, action)| *action == row.action).count();
            assert_eq!(names, 1, "{:?}", row.action);
        }
        let names: HashSet<_> = ACTION_NAMES.iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), ACTION_NAMES.len());
        for (name, action) in ACTION_NAMES {
            assert!(BINDINGS.iter().any(|row| row.action == *action), "{name}");
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
