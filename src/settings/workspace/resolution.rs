//! Which connection is used, and why: the session's, the workspace's, the global default, the first
//! in the list.

use super::defaults::Setting;
use super::object::{Workspace, WorkspaceFile};
use super::session::Session;
use crate::settings::Settings;
use crate::settings::connection::object::Connection;
use crate::settings::redact::redacted_text;

/// One of the four that may decide, in the order in which they are asked.
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

/// What became of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It decides: the place of the connection in the list.
    Decides(usize),
    /// It says nothing.
    Unset,
    /// It names a connection that is not found, and is passed over. What it names is as people may
    /// see it.
    Dangling(String),
    /// It names a connection that is not found, and nothing else is asked: the session is
    /// unavailable. The same.
    Unavailable(String),
    /// It may say something, but cannot be read; the answer holds if it does not. Why, in a
    /// sentence.
    Unknown(String),
    /// It is not asked: one before it has decided.
    NotProbed,
}

/// The four steps and what became of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// In the order of [`ResolutionStep::ALL`].
    pub steps: [(ResolutionStep, Verdict); 4],
}

impl Resolution {
    /// The step that decides, and the place of the connection in the list; none where there is no
    /// connection to use.
    pub fn winner(&self) -> Option<(ResolutionStep, usize)> {
        self.steps.iter().find_map(|(step, verdict)| match verdict {
            Verdict::Decides(place) => Some((*step, *place)),
            _ => None,
        })
    }
}

impl Settings {
    /// The connection that new chats use when no workspace says otherwise.
    pub fn default_connection(&self) -> Option<&Connection> {
        self.default_position().map(|place| &*self.connections()[place])
    }

    /// The connection that a new chat of a workspace uses.
    pub fn connection_of(&self, workspace: &Workspace) -> Option<&Connection> {
        let (_, place) = self.resolve(None, Some(workspace)).winner()?;
        Some(&*self.connections()[place])
    }

    /// Which connection is used in a session, in a new chat of a workspace, or in one of neither.
    pub fn resolve(&self, session: Option<&Session>, workspace: Option<&Workspace>) -> Resolution {
        let mut decided = false;
        let steps = ResolutionStep::ALL.map(|step| {
            let verdict = if decided {
                Verdict::NotProbed
            } else {
                self.verdict_of(step, session, workspace)
            };
            decided |= matches!(verdict, Verdict::Decides(_) | Verdict::Unavailable(_));
            (step, verdict)
        });
        Resolution { steps }
    }

    /// The workspaces whose new chats begin with the connection at a place of the list, as far as
    /// can be read, each with the step that decides.
    pub fn workspaces_that_use(
        &self,
        place: usize,
    ) -> impl Iterator<Item = (&Workspace, ResolutionStep)> {
        self.workspaces().iter().filter_map(move |workspace| {
            let (step, winner) = self.resolve(None, Some(workspace)).winner()?;
            (winner == place).then_some((workspace, step))
        })
    }

    /// The workspaces whose new chats begin with the connection at a place and one of these models,
    /// given by their ids as people read them; each with that id.
    pub fn workspaces_on_models<'a>(
        &'a self,
        place: usize,
        ids: &'a [String],
    ) -> impl Iterator<Item = (&'a Workspace, &'a str)> {
        let spelling = self.connections()[place].spelling();
        self.workspaces_that_use(place).filter_map(move |(workspace, _)| {
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
    ) -> Verdict {
        let named = |slug: &str, missing: fn(String) -> Verdict| match self.named(slug) {
            Some(place) => Verdict::Decides(place),
            None => missing(redacted_text(slug)),
        };
        match step {
            ResolutionStep::Session => match session.and_then(|s| s.connection.as_deref()) {
                Some(slug) => named(slug, Verdict::Unavailable),
                None => Verdict::Unset,
            },
            ResolutionStep::Workspace => match workspace.map(|w| (&w.file, w.default_connection()))
            {
                Some((WorkspaceFile::Read(_), Some(slug))) => named(slug, Verdict::Dangling),
                Some((file, _)) if file.is_unknown() => {
                    let why = workspace.and_then(Workspace::why_not_editable);
                    Verdict::Unknown(why.unwrap_or_default())
                }
                _ => Verdict::Unset,
            },
            ResolutionStep::Global => match self.stored_default() {
                Some(slug) => named(slug, Verdict::Dangling),
                None => Verdict::Unset,
            },
            ResolutionStep::First => self.first_position().map_or(Verdict::Unset, Verdict::Decides),
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
    fn the_first_that_names_a_connection_decides_and_the_rest_is_not_asked() {
        let settings = settings(Some("c"));
        let workspace = settings.workspaces().first();
        let winner = |s: Option<&Session>| settings.resolve(s, workspace).winner();
        assert_eq!(winner(Some(&session("a"))), Some((ResolutionStep::Session, 0)));
        assert_eq!(winner(None), Some((ResolutionStep::Workspace, 2)));
        assert_eq!(settings.resolve(None, workspace).steps[2].1, Verdict::NotProbed);
        assert_eq!(settings.resolve(None, None).winner(), Some((ResolutionStep::Global, 1)));
    }

    #[test]
    fn a_default_that_names_nothing_is_passed_over_but_a_session_is_unavailable() {
        let settings = settings(Some("gone"));
        let workspace = settings.workspaces().first();
        let new = settings.resolve(None, workspace);
        assert_eq!(new.steps[1].1, Verdict::Dangling("gone".to_owned()));
        assert_eq!(new.winner(), Some((ResolutionStep::Global, 1)));
        let lost = settings.resolve(Some(&session("gone")), workspace);
        assert_eq!(lost.steps[0].1, Verdict::Unavailable("gone".to_owned()));
        assert_eq!(lost.winner(), None);
    }
}
