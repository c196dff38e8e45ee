//! Which connection is used, and why: the session's, the workspace's, the global default, or the
//! first in the list.

use super::defaults::Setting;
use super::object::{Workspace, WorkspaceFile};
use super::session::Session;
use crate::settings::Settings;
use crate::settings::connection::object::Connection;
use crate::settings::redact::redacted_text;

/// One of the four possible sources, in order of precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResolutionStep {
    /// The session's own `llmConnection`.
    Session,
    /// The workspace's `defaults.defaultLlmConnection`.
    Workspace,
    /// config.json's `defaultLlmConnection`.
    Global,
    /// The first connection of the list.
    First,
}

impl ResolutionStep {
    pub const ALL: [Self; 4] = [Self::Session, Self::Workspace, Self::Global, Self::First];

    pub const fn label(self) -> &'static str {
        match self {
            Self::Session => "Session",
            Self::Workspace => "Workspace default",
            Self::Global => "Global default",
            Self::First => "First in the list",
        }
    }
}

/// The result of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepVerdict {
    /// It decides: the connection's position in the list.
    Decides(usize),
    /// It is not set.
    Unset,
    /// It names a missing connection and is skipped. Contains the name in a form that may be shown.
    Dangling(String),
    /// It names a missing connection and the resolution ends: the session is unavailable. Contains
    /// the name in a form that may be shown.
    Unavailable(String),
    /// It may be set but is unreadable; the result holds if it is not set. Contains the reason, in
    /// a sentence.
    Unknown(String),
    /// Not reached: an earlier step decided.
    NotReached,
}

/// The four steps with their results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// In the order of [`ResolutionStep::ALL`].
    pub steps: [(ResolutionStep, StepVerdict); 4],
}

impl Resolution {
    /// The step that decides, and the connection's position in the list; None if there is no
    /// connection to use.
    pub fn winner(&self) -> Option<(ResolutionStep, usize)> {
        self.steps.iter().find_map(|(step, verdict)| match verdict {
            StepVerdict::Decides(position) => Some((*step, *position)),
            _ => None,
        })
    }
}

impl Settings {
    /// The connection that new chats use if no workspace overrides it.
    pub(crate) fn default_connection(&self) -> Option<&Connection> {
        self.default_position().map(|position| &*self.connections()[position])
    }

    /// The connection that new chats of a workspace use.
    pub(crate) fn connection_of(&self, workspace: &Workspace) -> Option<&Connection> {
        let (_, position) = self.resolve(None, Some(workspace)).winner()?;
        Some(&*self.connections()[position])
    }

    /// The connection for a session, for a new chat of a workspace, or for neither.
    pub fn resolve(&self, session: Option<&Session>, workspace: Option<&Workspace>) -> Resolution {
        let mut decided = false;
        let steps = ResolutionStep::ALL.map(|step| {
            let verdict = if decided {
                StepVerdict::NotReached
            } else {
                self.verdict_of(step, session, workspace)
            };
            decided |= matches!(verdict, StepVerdict::Decides(_) | StepVerdict::Unavailable(_));
            (step, verdict)
        });
        Resolution { steps }
    }

    /// The workspaces with new chats that use the connection at a position, as far as files are
    /// readable, each with the step that decides.
    pub(crate) fn workspaces_that_use(
        &self,
        position: usize,
    ) -> impl Iterator<Item = (&Workspace, ResolutionStep)> {
        self.workspaces().iter().filter_map(move |workspace| {
            let (step, winner) = self.resolve(None, Some(workspace)).winner()?;
            (winner == position).then_some((workspace, step))
        })
    }

    /// The workspaces with new chats that use the connection at a position and one of these models,
    /// given by shown id; each with that id.
    pub(crate) fn workspaces_on_models<'a>(
        &'a self,
        position: usize,
        ids: &'a [String],
    ) -> impl Iterator<Item = (&'a Workspace, &'a str)> {
        let spelling = self.connections()[position].spelling();
        self.workspaces_that_use(position).filter_map(move |(workspace, _)| {
            let own = workspace.stored(Setting::Model)?.as_str()?;
            let id = ids.iter().find(|id| spelling.is_same(own, id))?;
            Some((workspace, id.as_str()))
        })
    }

    fn verdict_of(
        &self,
        step: ResolutionStep,
        session: Option<&Session>,
        workspace: Option<&Workspace>,
    ) -> StepVerdict {
        let named =
            |slug: &str, missing: fn(String) -> StepVerdict| match self.position_of_slug(slug) {
                Some(position) => StepVerdict::Decides(position),
                None => missing(redacted_text(slug)),
            };
        match step {
            ResolutionStep::Session => match session.and_then(|s| s.connection.as_deref()) {
                Some(slug) => named(slug, StepVerdict::Unavailable),
                None => StepVerdict::Unset,
            },
            ResolutionStep::Workspace => match workspace.map(|w| (&w.file, w.default_connection()))
            {
                Some((WorkspaceFile::Read(_), Some(slug))) => named(slug, StepVerdict::Dangling),
                Some((file, _)) if file.is_unknown() => {
                    let why = workspace.and_then(Workspace::why_not_editable);
                    StepVerdict::Unknown(why.unwrap_or_default())
                }
                _ => StepVerdict::Unset,
            },
            ResolutionStep::Global => match self.stored_default() {
                Some(slug) => named(slug, StepVerdict::Dangling),
                None => StepVerdict::Unset,
            },
            ResolutionStep::First => {
                self.first_position().map_or(StepVerdict::Unset, StepVerdict::Decides)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use serde_json::json;

    fn settings(workspace_default: Option<&str>) -> Settings {
        let root = json!({"workspaces": [{"rootPath": "~/w"}], "defaultLlmConnection": "b",
            "llmConnections": [{"slug": "a"}, {"slug": "b"}, {"slug": "c"}]});
        let own = workspace_default
            .map_or_else(|| json!({}), |slug| json!({"defaults": {"defaultLlmConnection": slug}}));
        let own = own.as_object().cloned().unwrap_or_default();
        Settings::from_value(root)
            .expect("usable")
            .with_workspace_files(|_| WorkspaceFile::Read(Arc::new(own.clone())))
    }

    fn session(connection: &str) -> Session {
        let header = json!({"llmConnection": connection}).to_string();
        Session::parse(&"~/w".into(), "s", header.as_bytes()).expect("a header")
    }

    #[test]
    fn first_set_step_decides() {
        let settings = settings(Some("c"));
        let workspace = settings.workspaces().first();
        let winner = |s: Option<&Session>| settings.resolve(s, workspace).winner();
        assert_eq!(winner(Some(&session("a"))), Some((ResolutionStep::Session, 0)));
        assert_eq!(winner(None), Some((ResolutionStep::Workspace, 2)));
        assert_eq!(settings.resolve(None, workspace).steps[2].1, StepVerdict::NotReached);
        assert_eq!(settings.resolve(None, None).winner(), Some((ResolutionStep::Global, 1)));
    }

    #[test]
    fn dangling_default_is_skipped_but_dangling_session_is_unavailable() {
        let settings = settings(Some("gone"));
        let workspace = settings.workspaces().first();
        let new = settings.resolve(None, workspace);
        assert_eq!(new.steps[1].1, StepVerdict::Dangling("gone".to_owned()));
        assert_eq!(new.winner(), Some((ResolutionStep::Global, 1)));
        let lost = settings.resolve(Some(&session("gone")), workspace);
        assert_eq!(lost.steps[0].1, StepVerdict::Unavailable("gone".to_owned()));
        assert_eq!(lost.winner(), None);
    }
}
