//! The sections of the page and their titles.

use super::target::PageItem;
use crate::tui::keymap::{Action, KeyContext, Keymap};
use crate::tui::messages;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Section {
    /// What new chats get, pinned at the top.
    NewChats,
    Connections,
    /// The overrides of workspaces.
    Workspaces,
    Performance,
}

impl Section {
    /// All sections in page order, which is also the order of their keys.
    pub(super) const ALL: [Self; 4] =
        [Self::NewChats, Self::Connections, Self::Workspaces, Self::Performance];

    /// The title, with the key that goes to it.
    pub(super) fn title(self, keymap: &Keymap) -> String {
        let (position, title) = match self {
            Self::NewChats => return messages::NEW_CHATS.to_owned(),
            Self::Connections => (1, messages::CONNECTIONS),
            Self::Workspaces => (2, messages::WORKSPACES),
            Self::Performance => (3, messages::PERFORMANCE),
        };
        let key = keymap.shortcut(KeyContext::Page, Action::SectionAt(position));
        format!("{key} {title}").trim_start().to_owned()
    }

    /// The section of an item.
    pub(super) const fn of(item: &PageItem) -> Self {
        match item {
            PageItem::Default(_) => Self::NewChats,
            PageItem::Connection(_) | PageItem::Add | PageItem::FirstStep(_) => Self::Connections,
            PageItem::Workspace(_) | PageItem::Override(..) => Self::Workspaces,
            PageItem::Switch(_) => Self::Performance,
        }
    }
}
