//! What can be selected on the page, known by what it is and not by where it stands.

use super::empty::Start;
use crate::settings::ConnectionId;
use crate::settings::problems::Location;
use crate::settings::workspace::defaults::Setting;
use crate::settings::workspace::performance::Switch;
use crate::tui::keymap::KeyContext;

/// Something that can be selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PageItem {
    Default(Setting),
    /// A workspace none of whose cells can be edited, by its root path.
    Workspace(String),
    /// Something that it sets.
    Override(String, Setting),
    Connection(ConnectionId),
    /// `+ Add connection`.
    Add,
    /// A way to a first connection, where there is none.
    Start(Start),
    Switch(Switch),
}

impl PageItem {
    /// Where something is that is wrong; none where no row shows it.
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

    /// Whose keys hold on it, before the page's; none where there are only those.
    pub(crate) const fn place(&self) -> Option<KeyContext> {
        match self {
            Self::Default(_) => Some(KeyContext::Default),
            Self::Workspace(_) => Some(KeyContext::Workspace),
            Self::Override(..) => Some(KeyContext::Override),
            Self::Connection(_) => Some(KeyContext::Connection),
            Self::Switch(_) => Some(KeyContext::Switch),
            Self::Start(_) => Some(KeyContext::Start),
            Self::Add => None,
        }
    }

    /// The connection that is selected; none on anything else.
    pub(crate) const fn connection(&self) -> Option<&ConnectionId> {
        match self {
            Self::Connection(id) => Some(id),
            _ => None,
        }
    }
}
