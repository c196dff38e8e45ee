//! What can be selected on the page, identified by what it is, not by its position.

use super::empty::FirstStep;
use crate::settings::ConnectionId;
use crate::settings::problems::Location;
use crate::settings::workspace::defaults::Setting;
use crate::settings::workspace::performance::Switch;
use crate::tui::keymap::KeyContext;

/// An item that can be selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PageItem {
    Default(Setting),
    /// A workspace without editable cells, by its root path.
    Workspace(String),
    /// A workspace's setting, by the workspace's root path.
    Override(String, Setting),
    Connection(ConnectionId),
    /// The `+ Add connection` button.
    Add,
    /// A way to add the first connection.
    FirstStep(FirstStep),
    Switch(Switch),
}

impl PageItem {
    /// The item a problem is about; `None` if no row shows it.
    pub(crate) fn of(location: &Location) -> Option<Self> {
        Some(match location.clone() {
            Location::File | Location::UnusableFile | Location::Credentials => return None,
            Location::Default(setting) => Self::Default(setting),
            Location::Switch(switch) => Self::Switch(switch),
            Location::Workspace(root, None) => Self::Workspace(root),
            Location::Workspace(root, Some(setting)) => Self::Override(root, setting),
            Location::Connection(id) => Self::Connection(id),
        })
    }

    /// Whether the same row shows both items.
    pub(super) fn is_in_row_of(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Default(_), Self::Default(_)) => true,
            (
                Self::Workspace(own) | Self::Override(own, _),
                Self::Workspace(root) | Self::Override(root, _),
            ) => own == root,
            _ => self == other,
        }
    }

    /// The item's own key context, which precedes the page's; `None` if it has none.
    pub(crate) const fn key_context(&self) -> Option<KeyContext> {
        match self {
            Self::Default(_) => Some(KeyContext::Default),
            Self::Workspace(_) => Some(KeyContext::Workspace),
            Self::Override(..) => Some(KeyContext::Override),
            Self::Connection(_) => Some(KeyContext::Connection),
            Self::Switch(_) => Some(KeyContext::Switch),
            Self::FirstStep(_) => Some(KeyContext::Start),
            Self::Add => None,
        }
    }

    /// The selected connection; `None` for any other item.
    pub(crate) const fn connection(&self) -> Option<&ConnectionId> {
        match self {
            Self::Connection(id) => Some(id),
            _ => None,
        }
    }
}
