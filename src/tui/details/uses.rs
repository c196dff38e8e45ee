//! Who uses a connection: workspaces whose new chats start with it, and sessions locked to it.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::Text;
use crate::settings::workspace::resolution::ResolutionStep;
use crate::settings::workspace::session::Session;
use crate::settings::{ConnectionId, Settings};
use crate::text::moment::moment;
use crate::tui::component::View;
use crate::tui::messages;
use crate::tui::widgets::text::{fit, width};

/// The most sessions that are named; the rest are counted.
const NAMED: usize = 20;

pub(super) fn describe(text: &mut Text, view: &View<'_>, id: &ConnectionId) {
    let settings = view.settings();
    let Some(position) = settings.position(id) else {
        return;
    };
    let uses = uses_of(settings, position);
    if uses.is_empty() {
        text.labeled(messages::USED_BY, messages::UNUSED, text.theme.dim());
    } else {
        text.heading(messages::USED_BY);
    }
    for (place, by) in uses {
        text.labeled(&place, &by, Style::new());
    }
    sessions(text, view, &id.slug);
}

/// The places whose new chats start with a connection, each with the step that chose it.
fn uses_of(settings: &Settings, position: usize) -> Vec<(String, String)> {
    let everywhere = settings.resolve(None, None).winner();
    let everywhere = everywhere.filter(|(_, winner)| *winner == position);
    let everywhere =
        everywhere.map(|(step, _)| (messages::NEW_CHATS.to_owned(), by(step).to_owned()));
    let workspaces = settings.workspaces_that_use(position).map(|(workspace, step)| {
        let by = if workspace.file.is_unknown() {
            messages::as_far_as_read(by(step))
        } else {
            by(step).to_owned()
        };
        (workspace.name().into_owned(), by)
    });
    everywhere.into_iter().chain(workspaces).collect()
}

const fn by(step: ResolutionStep) -> &'static str {
    match step {
        ResolutionStep::Session => messages::BY_SESSION,
        ResolutionStep::Workspace => messages::BY_OVERRIDE,
        ResolutionStep::Global => messages::BY_DEFAULT,
        ResolutionStep::First => messages::BY_FALLBACK,
    }
}

fn sessions(text: &mut Text, view: &View<'_>, slug: &str) {
    let settings = view.settings();
    let sessions = settings.sessions();
    if settings.workspaces().is_empty() {
        return;
    }
    let all = sessions.of(slug);
    let locked = sessions.locked_to(slug);
    match locked {
        0 if sessions.complete => {
            text.labeled(messages::SESSIONS, messages::NO_SESSIONS, text.theme.dim());
        }
        _ => text.heading(&messages::locked_sessions(locked)),
    }
    if !sessions.complete {
        text.dim(messages::READING_SESSIONS);
        return;
    }
    for session in all.iter().filter(|s| s.locked).take(NAMED.min(locked)) {
        text.lines.push(line(session, settings, text));
    }
    if locked > NAMED {
        text.dim(&messages::and_more(locked - NAMED));
    }
    describe_old_keys(text, view, slug);
    match all.len() - locked {
        0 => {}
        more => text.dim(&messages::may_still_change(more)),
    }
}

/// The sessions that still use the key from before it was changed.
fn describe_old_keys(text: &mut Text, view: &View<'_>, slug: &str) {
    let sessions = view.craft.with_old_key(slug);
    if sessions.is_empty() {
        return;
    }
    text.styled(&messages::keeps_old_key(), text.theme.warning());
    for name in sessions.iter().take(NAMED) {
        text.plain(name);
    }
}

/// A session's line: its name, its workspace and the day it was last used.
fn line(session: &Session, settings: &Settings, text: &Text) -> Line<'static> {
    let day = match session.used_at {
        0 => "—".to_owned(),
        at => moment(at).split(' ').next().unwrap_or_default().to_owned(),
    };
    let workspace = settings.workspace(&session.workspace);
    let name = match workspace {
        Some(workspace) => messages::session_in(&session.name(), &workspace.name()),
        None => session.name().into_owned(),
    };
    let room = text.columns.saturating_sub(width(&day) + 2);
    let name = fit(&name, room).into_owned();
    let gap = " ".repeat(room.saturating_sub(width(&name)) + 2);
    Line::from(vec![Span::raw(name), Span::raw(gap), Span::styled(day, text.theme.dim())])
}
