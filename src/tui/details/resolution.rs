//! Which connection a new chat uses, as a ladder: the four steps that can decide, the one that
//! does, and why the others don't.

use ratatui::style::Style;
use ratatui::text::Span;

use super::{Extent, Text, connection};
use crate::settings::redact::redacted_text;
use crate::settings::workspace::defaults::Setting;
use crate::settings::workspace::resolution::{ResolutionStep, StepVerdict};
use crate::settings::{Settings, Workspace, WorkspaceFile};
use crate::tui::component::View;
use crate::tui::messages;
use crate::tui::widgets::marks;

/// Columns of a step.
const STEP: usize = 21;

/// The most sessions that are named.
const NAMED: usize = 5;

pub(super) fn describe_workspace(text: &mut Text, view: &View<'_>, root: &str) {
    let settings = view.settings();
    let Some(workspace) = settings.workspace(root) else {
        return text.plain(messages::GONE);
    };
    text.dim(root);
    if let Some(why) = workspace.why_not_editable() {
        text.styled(&messages::problem(&why), text.theme.warning());
    }
    ladder(text, settings, Some(workspace));
    if workspace.object().is_some() {
        text.heading(messages::WORKSPACE_SETS);
        for setting in Setting::ALL {
            match settings.shown_override(workspace, setting) {
                Some(value) => text.labeled(setting.label(), &value, Style::new()),
                None => text.labeled(setting.label(), messages::USES_DEFAULT, text.theme.dim()),
            }
        }
    }
    lost_sessions(text, settings, workspace);
}

/// What new chats use unless a workspace overrides it.
pub(super) fn describe_default(text: &mut Text, view: &View<'_>, extent: Extent) {
    let settings = view.settings();
    text.dim(messages::NO_OVERRIDES);
    ladder(text, settings, None);
    if let Some(position) = settings.default_position() {
        text.gap();
        text.title(&settings.connections()[position].display_name());
        let extent = Extent { head: 0, ..extent };
        connection::describe(text, view, &settings.id_at(position), extent);
    }
}

fn ladder(text: &mut Text, settings: &Settings, workspace: Option<&Workspace>) {
    let resolution = settings.resolve(None, workspace);
    let name = |position: usize| settings.connections()[position].display_name().into_owned();
    text.heading(&match resolution.winner() {
        Some((_, position)) => messages::new_chat_uses(&name(position)),
        None => messages::NEW_CHAT_HAS_NONE.to_owned(),
    });
    for (n, (step, verdict)) in resolution.steps.iter().enumerate() {
        let decides = matches!(verdict, StepVerdict::Decides(_));
        let style = match verdict {
            StepVerdict::Decides(_) => text.theme.strong(),
            StepVerdict::Dangling(_) | StepVerdict::Unavailable(_) | StepVerdict::Unknown(_) => {
                text.theme.warning()
            }
            StepVerdict::Unset | StepVerdict::NotReached => text.theme.dim(),
        };
        let mark = if decides { marks::SUBMENU } else { " " };
        let head = format!("{mark} {:STEP$}", format!("{} {}", n + 1, step.label()));
        let head = Span::styled(head, if decides { style } else { text.theme.dim() });
        let words = match verdict {
            StepVerdict::Decides(position) => messages::decides(&name(*position)),
            StepVerdict::Unset => why_unset(*step, workspace).to_owned(),
            StepVerdict::Dangling(slug) => messages::not_found_skipped(slug),
            StepVerdict::Unavailable(slug) => messages::not_found_unavailable(slug),
            StepVerdict::Unknown(_) => messages::WORKSPACE_UNREADABLE.to_owned(),
            StepVerdict::NotReached => messages::STEP_NOT_NEEDED.to_owned(),
        };
        text.hanging(vec![head], &words, style);
    }
}

fn why_unset(step: ResolutionStep, workspace: Option<&Workspace>) -> &'static str {
    match step {
        ResolutionStep::Session => messages::SESSION_HAS_NONE,
        ResolutionStep::Workspace => match workspace.map(|w| &w.file) {
            None => messages::NO_WORKSPACE,
            Some(WorkspaceFile::Missing { folder: false }) => messages::WORKSPACE_FOLDER_SKIPPED,
            Some(WorkspaceFile::Missing { .. }) => messages::WORKSPACE_FILE_SKIPPED,
            Some(_) => messages::NOT_SET,
        },
        ResolutionStep::First => messages::LIST_EMPTY,
        ResolutionStep::Global => messages::NOT_SET,
    }
}

/// The sessions of a workspace whose connection was removed.
fn lost_sessions(text: &mut Text, settings: &Settings, workspace: &Workspace) {
    let sessions = settings.sessions();
    let lost = sessions.slugs().filter(|slug| !settings.has_slug(slug));
    let lost = lost.flat_map(|slug| sessions.of(slug));
    let own = lost.filter(|session| *session.workspace == *workspace.root_path);
    let mut own: Vec<_> = own.take(NAMED + 1).collect();
    if own.is_empty() {
        return;
    }
    text.heading(messages::UNAVAILABLE_SESSIONS);
    let more = own.len() > NAMED;
    own.truncate(NAMED);
    for session in own {
        let slug = redacted_text(session.connection.as_deref().unwrap_or_default());
        let sentence = messages::lost_session(&session.name(), &slug);
        text.styled(&sentence, text.theme.warning());
    }
    if more {
        text.dim(messages::MORE_SESSIONS);
    }
}
