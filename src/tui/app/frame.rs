//! The frame around the layers: the header, the status line and the footer.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::toast::{Message, MessageKind};
use crate::tui::component::{Component, View};
use crate::tui::keymap::{Action, Key, KeyContext, Keymap};
use crate::tui::page::title;
use crate::tui::widgets::cursor::Move;
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::marks;
use crate::tui::widgets::painter::{Painter, columns, indented, row};
use crate::tui::widgets::text::{fit, width, wrap};

/// Screens at least this high reserve a line for messages, so nothing jumps when one appears.
const ROOMY: u16 = 12;

/// The maximum number of lines of a message.
const MESSAGE_LINES: usize = 2;

/// Screens at least this wide show a message's key beside it.
const ROOM_FOR_KEYS: u16 = 40;

/// The label of the key that shows the rest of a message.
const MORE: &str = "more";

struct Areas {
    header: Rect,
    body: Rect,
    message: Rect,
    footer: Rect,
}

fn areas(screen: Rect, message: Option<&Message>) -> Areas {
    let lines = message.map_or(0, |m| message_lines(m, screen.width).0.len());
    let roomy = screen.height >= ROOMY;
    let header = u16::from(screen.height >= 4);
    // On a small screen, a message replaces the footer.
    let footer = u16::from(screen.height >= 3 && (roomy || lines == 0));
    let message_height = columns(lines).max(u16::from(roomy)).min(screen.height / 2);
    let body = screen.height.saturating_sub(header + footer + message_height);
    let at = |y: u16, height: u16| Rect { y: screen.y + y, height, ..screen };
    Areas {
        header: at(0, header),
        body: at(header, body),
        message: at(header + body, message_height),
        footer: at(header + body + message_height, footer),
    }
}

/// The part of the screen that layers draw in.
pub(crate) fn body(screen: Rect, message: Option<&Message>) -> Rect {
    areas(screen, message).body
}

/// The key beside a message, and its label.
const fn key_beside(kind: MessageKind) -> Option<(Action, &'static str)> {
    match kind {
        MessageKind::Done | MessageKind::Unfinished => Some((Action::Undo, "undo")),
        MessageKind::Error => Some((Action::Back, "dismiss")),
        MessageKind::Info | MessageKind::Progress => None,
    }
}

/// A message's lines, and whether it is cut. They don't depend on the open layers, so they stay the
/// same when one opens.
fn message_lines(message: &Message, wide: u16) -> (Vec<String>, bool) {
    let beside = if wide < ROOM_FOR_KEYS { None } else { key_beside(message.kind) };
    let beside = beside.map_or(0, |(_, label)| width(label) + 6);
    let room = usize::from(wide).saturating_sub(4 + beside);
    let beside_more =
        if wide < ROOM_FOR_KEYS { room } else { room.saturating_sub(width(MORE) + 5) };
    if !message.more.is_empty() {
        let (all, shown) = message.in_a_line(room);
        if shown == message.more.len() && width(&all) <= room {
            return (vec![all], false);
        }
        let (line, _) = message.in_a_line(beside_more);
        return (vec![fit(&line, beside_more).into_owned()], true);
    }
    let mut lines = wrap(&message.text, room);
    let is_cut = lines.len() > MESSAGE_LINES;
    lines.truncate(MESSAGE_LINES);
    if let Some(last) = lines.last_mut().filter(|_| is_cut) {
        let room = beside_more;
        *last = fit(&format!("{last}{}", marks::MORE), room).into_owned();
    }
    (lines, is_cut)
}

/// The key for an action in these contexts; `None` if it is unbound or means something else there.
fn key_for(keymap: &Keymap, contexts: &[KeyContext], action: Action) -> Option<String> {
    let mut bindings = keymap.rows().iter().filter(|b| b.action == action);
    let is_pressed = |key: &&Key| keymap.lookup(contexts, key.event()) == Some(action);
    let key = bindings.find_map(|b| {
        contexts.contains(&b.context).then(|| b.keys.iter().find(is_pressed)).flatten()
    });
    key.map(|key| key.name())
}

/// Draws a key and its label, which the mouse can click too. Returns the width.
fn draw_key(painter: &mut Painter<'_>, area: Rect, key: &str, label: &str, action: Action) -> u16 {
    let key = painter.theme.marks.shown(key).into_owned();
    let wide = columns(width(&key) + 1 + width(label)).min(area.width);
    let at = Rect { width: wide, ..area };
    let key = Span::styled(key, painter.theme.key());
    painter.line(at, vec![key, Span::raw(format!(" {label}"))]);
    // One hint covers both up and down, and one both left and right: a click would be ambiguous.
    if !matches!(action, Action::Go(_) | Action::Before) {
        painter.hit(at, Target::Hint(action));
    }
    wide
}

/// Draws a key at the right end of a line. Returns the width left of it.
fn draw_key_at_right(
    painter: &mut Painter<'_>,
    area: Rect,
    (key, label): (&str, &str),
    action: Action,
) -> u16 {
    let wide = columns(width(&painter.theme.marks.shown(key)) + 1 + width(label));
    let x = area.right().saturating_sub(wide + 1).max(area.x);
    draw_key(painter, Rect { x, width: area.right() - x, ..area }, key, label, action);
    (x - area.x).saturating_sub(1)
}

pub(crate) fn draw_header(
    painter: &mut Painter<'_>,
    view: &View<'_>,
    demo: bool,
    top: &dyn Component,
) {
    let is_listed = key_for(view.keymap, &top.key_contexts(), Action::Problems).is_some();
    title::draw(painter, areas(view.screen, None).header, view, (demo, is_listed));
}

/// Draws the message and the footer.
pub(crate) fn draw_foot(
    painter: &mut Painter<'_>,
    view: &View<'_>,
    message: Option<&Message>,
    top: &dyn Component,
) {
    let contexts = &top.key_contexts()[..];
    let areas = areas(view.screen, message);
    if let Some(message) = message {
        draw_message(painter, areas.message, message, (contexts, view.keymap));
    }
    let label = |action, label| match top.why_not(action, view) {
        Some(_) => None,
        None => top.hint(action, label, view),
    };
    draw_hints(painter, areas.footer, (contexts, view.keymap), &label);
}

fn draw_message(
    painter: &mut Painter<'_>,
    area: Rect,
    message: &Message,
    (contexts, keymap): (&[KeyContext], &Keymap),
) {
    let theme = painter.theme;
    let (mark, style) = match message.kind {
        MessageKind::Done => (marks::VALID, theme.good_mark()),
        MessageKind::Unfinished => (marks::WARNING, theme.warning_mark()),
        MessageKind::Info | MessageKind::Progress => (marks::NOTE, Style::new()),
        MessageKind::Error => (marks::WARNING, theme.error_mark()),
    };
    let (lines, is_cut) = message_lines(message, area.width);
    let count = lines.len();
    for (n, line) in lines.into_iter().enumerate() {
        let at = row(area, n);
        if n == 0 {
            painter.line(indented(at, 1), Span::styled(mark, style));
        }
        painter.line(indented(at, 3), Span::raw(line));
    }
    if area.width < ROOM_FOR_KEYS {
        return;
    }
    // At the end of the text.
    let mut last = row(area, count.saturating_sub(1));
    // Elsewhere the key may mean something else: Esc leaves the form.
    let is_meant = |action| action != Action::Back || contexts.contains(&KeyContext::Page);
    if let Some((action, label)) = key_beside(message.kind)
        && is_meant(action)
        && let Some(key) = key_for(keymap, contexts, action)
    {
        last.width = draw_key_at_right(painter, last, (&key, label), action);
    }
    if is_cut && let Some(key) = key_for(keymap, contexts, Action::WholeMessage) {
        draw_key_at_right(painter, last, (&key, MORE), Action::WholeMessage);
    }
}

/// The opposite action, which shares the hint.
const fn partner(action: Action) -> Option<Action> {
    match action {
        Action::Go(Move::Up) => Some(Action::Go(Move::Down)),
        Action::Raise => Some(Action::Lower),
        _ => None,
    }
}

struct Hint<'a> {
    key: String,
    label: &'a str,
    action: Action,
}

fn draw_hints(
    painter: &mut Painter<'_>,
    area: Rect,
    (contexts, keymap): (&[KeyContext], &Keymap),
    shown: &dyn Fn(Action, &'static str) -> Option<&'static str>,
) {
    let mut hints: Vec<Hint<'_>> = Vec::new();
    for (binding, label) in keymap.hints(contexts) {
        let Some(label) = shown(binding.action, label) else {
            continue;
        };
        // An earlier context may bind the key to something else.
        let Some(key) = binding.keys.first() else { continue };
        if keymap.lookup(contexts, key.event()) == Some(binding.action)
            && !hints.iter().any(|hint| hint.label == label)
        {
            let partner = partner(binding.action).map(|it| keymap.shortcut(binding.context, it));
            let names = [key.name()].into_iter().chain(partner.filter(|key| !key.is_empty()));
            let names = names.collect::<Vec<_>>().join(" ");
            let key = painter.theme.marks.shown(&names).into_owned();
            hints.push(Hint { key, label, action: binding.action });
        }
    }
    let room = usize::from(area.width).saturating_sub(2);
    let wide = |hints: &[Hint<'_>]| {
        hints.iter().map(|hint| width(&hint.key) + width(hint.label) + 3).sum::<usize>()
    };
    // The first is the main action, and the last two lead to the rest and out: drop from the
    // middle.
    while wide(&hints) > room + 2 && !hints.is_empty() {
        let at = if hints.len() > 3 { hints.len() - 3 } else { hints.len() / 2 };
        hints.remove(at);
    }
    let mut left = Rect { width: area.width.saturating_sub(1), ..indented(area, 1) };
    for hint in hints {
        let key = fit(&hint.key, room).into_owned();
        let used = draw_key(painter, left, &key, hint.label, hint.action);
        left = indented(left, usize::from(used) + 2);
    }
}
