//! What can be selected on the page, known by what it is and not by where it stands.

use crate::settings::ConnectionId;
use crate::settings::defaults::Setting;
use crate::settings::performance::Switch;
use crate::settings::problems::Subject;
use crate::tui::keymap::Where;

/// Something that can be selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    /// A global default.
    Default(Setting),
    /// A workspace, by its root path.
    Workspace(String),
    /// Something that it sets.
    Override(String, Setting),
    /// A connection.
    Connection(ConnectionId),
    /// `+ Add Connection`.
    Add,
    /// A switch.
    Switch(Switch),
}

impl Spot {
    /// Where something is that is wrong; none where no row shows it.
    pub fn of(subject: &Subject) -> Option<Self> {
        Some(match subject.clone() {
            Subject::File | Subject::UnusableFile | Subject::Credentials => return None,
            Subject::Default(setting) => Self::Default(setting),
            Subject::Switch(switch) => Self::Switch(switch),
            Subject::Workspace(root, None) => Self::Workspace(root),
            Subject::Workspace(root, Some(setting)) => Self::Override(root, setting),
            Subject::Connection(id) => Self::Connection(id),
        })
    }

    /// Whose keys hold on it, before the page's; none where there are only those.
    pub const fn place(&self) -> Option<Where> {
        match self {
            Self::Default(_) => Some(Where::Default),
            Self::Workspace(_) => Some(Where::Workspace),
            Self::Override(..) => Some(Where::Override),
            Self::Connection(_) => Some(Where::Connection),
            Self::Switch(_) => Some(Where::Switch),
            Self::Add => None,
        }
    }

    /// The connection that is selected; none on anything else.
    pub const fn connection(&self) -> Option<&ConnectionId> {
        match self {
            Self::Connection(id) => Some(id),
            _ => None,
        }
    }
}
