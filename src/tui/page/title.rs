//! The header of the screen: where the files are, and how many rows of the page have which mark.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::settings::ConnectionId;
use crate::settings::problems::Severity;
use crate::tui::component::View;
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::marks;
use crate::tui::widgets::painter::{Painter, columns, indented, part, right_part};
use crate::tui::widgets::text::{fit, width};

/// The fewest columns of a shortened path.
const LEAST_PATH: usize = 16;

/// Columns of the title and the shortest path.
const ROOM_FOR_TITLE: usize = messages::TITLE.len() + 2 + LEAST_PATH + 2;

/// Headers at least this wide explain that a missing folder will be created.
const ROOM_FOR_ADVICE: u16 = 70;

/// Draws the header. The flags say whether this is the demo, and whether the counts are clickable.
pub(crate) fn draw(
    painter: &mut Painter<'_>,
    area: Rect,
    view: &View<'_>,
    (demo, is_listed): (bool, bool),
) {
    let theme = painter.theme;
    let (state, style) = match (view.store.unreadable(), view.store.is_missing()) {
        (Some(_), _) => (messages::CONFIG_UNREADABLE, theme.error()),
        (None, true) if view.store.paths().folder_to_create().is_none() => {
            (messages::NO_CONFIG, theme.warning())
        }
        (None, true) => {
            let [in_full, in_short] = messages::NO_FOLDER;
            (if area.width < ROOM_FOR_ADVICE { in_short } else { in_full }, theme.warning())
        }
        (None, false) => ("", Style::new()),
    };
    let craft = view.craft.title().filter(|_| !demo);
    let failed: Vec<_> = view.probes.failed(view.settings()).collect();
    let (count, key) = count_rows(&failed, view, painter);
    let failed = count_failed(&failed, view, painter);
    // The most important part is at the right: the rest yields to it.
    let mut right = Vec::new();
    if !state.is_empty() {
        right.push(Span::styled(state, style));
        right.push(Span::raw("  "));
    }
    let wide = |spans: &[Span<'_>]| spans.iter().map(|span| width(&span.content)).sum::<usize>();
    let room = usize::from(area.width).saturating_sub(1);
    // In words if the title and the shortest path fit too, else only the mark and the number.
    let in_words =
        wide(&right) + wide(&failed) + wide(&count) + wide(&key) + ROOM_FOR_TITLE <= room;
    let failed = if in_words { failed } else { failed.into_iter().take(2).collect() };
    let others = wide(&right) + wide(&failed);
    let has_room_for_key = others + wide(&count) + wide(&key) <= room;
    let counts = if has_room_for_key { [count, key].concat() } else { count };
    // Only if the path keeps enough room.
    let craft = craft.filter(|title| {
        let others = wide(&right) + wide(&failed) + wide(&counts);
        width(title) + 2 + others + ROOM_FOR_TITLE <= room
    });
    if let Some(title) = craft {
        right.insert(0, Span::styled(format!("{title}  "), theme.dim()));
    }
    let (of_failed, of_problems) = (wide(&failed), wide(&counts));
    right.extend(failed);
    right.extend(counts);
    if wide(&right) > room {
        right.truncate(1);
    } else if is_listed {
        let end = right_part(area, columns(of_failed + of_problems));
        painter.hit(part(end, 0, of_failed), Target::Hint(Action::NextNotValid));
        painter.hit(part(end, of_failed, of_problems), Target::Hint(Action::Problems));
    }
    let used = painter.right(area, Line::from(right));
    let left = room.saturating_sub(usize::from(used) + 1);
    let title = fit(messages::TITLE, left).into_owned();
    let rest = left.saturating_sub(width(&title) + 2);
    if title == messages::TITLE {
        painter.line(indented(area, 1), Span::styled(title, theme.title()));
    }
    let path = if demo {
        // The demo's folder is temporary and means nothing to a person.
        let fitting = messages::DEMO.into_iter().find(|text| width(text) <= rest);
        fitting.unwrap_or_default().to_owned()
    } else {
        let path = view.store.paths().shown(&view.store.paths().config_dir);
        // A few last letters would be meaningless.
        if width(&path).min(LEAST_PATH) <= rest { fit_end(&path, rest) } else { String::new() }
    };
    let at = part(area, 1 + width(messages::TITLE) + 2, rest);
    painter.line(at, Span::styled(path, theme.dim()));
}

/// How many connections failed, and the key that goes to the next one.
fn count_failed(
    failed: &[&ConnectionId],
    view: &View<'_>,
    painter: &Painter<'_>,
) -> Vec<Span<'static>> {
    let theme = painter.theme;
    match failed.len() {
        0 => Vec::new(),
        failed => vec![
            Span::styled(marks::FAILED, theme.error_mark()),
            Span::styled(format!(" {failed} "), theme.strong()),
            Span::raw(format!("{}  ", messages::FAILED_HINT)),
            Span::styled(view.keymap.shortcut(KeyContext::Page, Action::NextNotValid), theme.key()),
            Span::raw(format!(" {}  ", messages::NEXT_FAILED_HINT)),
        ],
    }
}

/// How many rows have the warning mark, or else how many notes there are, and the key that opens the
/// list of problems. A row whose validation failed has the other mark and counts there.
fn count_rows(
    failed: &[&ConnectionId],
    view: &View<'_>,
    painter: &Painter<'_>,
) -> (Vec<Span<'static>>, Vec<Span<'static>>) {
    let theme = painter.theme;
    let rows = view.problems.count_rows_without(failed.iter().copied());
    let (worst, count) = rows.unwrap_or((Severity::Note, view.problems.count_notes()));
    let (mark, style) = theme.problem(worst);
    let text = Span::styled(format!(" {count}  "), theme.strong());
    let count = if count > 0 { vec![Span::styled(mark, style), text] } else { Vec::new() };
    if view.problems.is_empty() {
        return (count, Vec::new());
    }
    let key = view.keymap.shortcut(KeyContext::Page, Action::Problems);
    let hint = Span::raw(format!(" {} ", messages::PROBLEMS_HINT));
    (count, vec![Span::styled(key, theme.key()), hint])
}

/// Cuts a path at its start: the end is more telling.
fn fit_end(text: &str, room: usize) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let mut rest = text;
    while width(rest) + 1 > room {
        let mut chars = rest.chars();
        if chars.next().is_none() {
            return String::new();
        }
        rest = chars.as_str();
    }
    format!("{}{rest}", marks::MORE)
}
