//! The names of the actions in config.toml.

use super::{Action, BINDINGS, Binding, KeyContext};
use crate::tui::widgets::cursor::Move;

/// All actions that accept key bindings, with their names in config.toml.
pub const ACTION_NAMES: [(&str, Action); 74] = [
    ("up", Action::Go(Move::Up)),
    ("down", Action::Go(Move::Down)),
    ("first", Action::Go(Move::First)),
    ("last", Action::Go(Move::Last)),
    ("page-up", Action::Go(Move::PageUp)),
    ("page-down", Action::Go(Move::PageDown)),
    ("half-page-up", Action::Go(Move::HalfUp)),
    ("half-page-down", Action::Go(Move::HalfDown)),
    ("next-section", Action::Section(Move::Down)),
    ("previous-section", Action::Section(Move::Up)),
    ("new-chats", Action::SectionAt(0)),
    ("connections", Action::SectionAt(1)),
    ("workspaces", Action::SectionAt(2)),
    ("performance", Action::SectionAt(3)),
    ("activate", Action::Activate),
    ("back", Action::Back),
    ("quit", Action::Quit),
    ("suspend", Action::Suspend),
    ("help", Action::Help),
    ("whole-message", Action::WholeMessage),
    ("find", Action::Filter),
    ("undo", Action::Undo),
    ("redo", Action::Redo),
    ("history", Action::History),
    ("details", Action::Details),
    ("problems", Action::Problems),
    ("fix", Action::Fix),
    ("fix-all", Action::FixAll),
    ("fix-otherwise", Action::FixOtherwise),
    ("restore", Action::Restore),
    ("add", Action::Add),
    ("find-servers", Action::FindServers),
    ("import", Action::Import),
    ("export", Action::Export),
    ("edit", Action::Edit),
    ("menu", Action::Menu),
    ("default", Action::SetDefault),
    ("choose-default", Action::ChooseDefault),
    ("flip-mode", Action::FlipMidStream),
    ("choose-mode", Action::ChooseMidStream),
    ("choose-model", Action::ChooseModel),
    ("mark", Action::Mark),
    ("mark-all", Action::MarkAll),
    ("rename", Action::Rename),
    ("duplicate", Action::Duplicate),
    ("delete", Action::Delete),
    ("copy", Action::Copy),
    ("edit-json", Action::EditJson),
    ("edit-file", Action::EditFile),
    ("validate", Action::Validate),
    ("full-test", Action::FullTest),
    ("validate-all", Action::ValidateAll),
    ("validate-through-craft", Action::ValidateThroughCraft),
    ("next-failed", Action::NextNotValid),
    ("previous-failed", Action::PreviousNotValid),
    ("use-endpoint", Action::UseEndpoint),
    ("sign-in", Action::SignIn),
    ("copy-address", Action::CopyAddress),
    ("open-page", Action::OpenPage),
    ("fetch-models", Action::Fetch),
    ("update-models", Action::Refresh),
    ("open", Action::Open),
    ("close", Action::Close),
    ("complete", Action::Complete),
    ("reveal", Action::Reveal),
    ("remove", Action::Remove),
    ("save", Action::Save),
    ("previous", Action::Before),
    ("next", Action::After),
    ("next-cell", Action::NextCell),
    ("previous-cell", Action::PreviousCell),
    ("toggle", Action::Toggle),
    ("move-up", Action::Raise),
    ("move-down", Action::Lower),
];

/// Finds an action by its name.
pub(super) fn action_of(name: &str) -> Option<Action> {
    ACTION_NAMES.iter().find(|(other, _)| *other == name).map(|(_, action)| *action)
}

/// The name of an action; empty for the buttons of a question, which show their own keys.
pub fn name_of(action: Action) -> &'static str {
    ACTION_NAMES.iter().find(|(_, other)| *other == action).map_or("", |(name, _)| name)
}

/// The preferred contexts for describing an action.
const FIRST: [KeyContext; 3] = [KeyContext::Page, KeyContext::List, KeyContext::Connection];

/// The row that describes an action to people who bind keys to it.
pub fn row_of(action: Action) -> Option<&'static Binding> {
    let rows = || BINDINGS.iter().filter(move |row| row.action == action);
    let first = FIRST.iter().find_map(|context| rows().find(|row| row.context == *context));
    first.or_else(|| rows().next())
}
