//! The frame around the layers: the header, the message and the footer.

use ratatui::layout::Rect;
use ratatui::text::Span;

use super::toast::{Kind, Message};
use crate::tui::component::{Component, View};
use crate::tui::keymap;
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::page::title;
use crate::tui::widgets::painter::{Painter, columns, indented, row};
use crate::tui::widgets::text::{fit, width, wrap};

/// From how many lines on a line is kept free for messages, so that nothing jumps when one comes.
const ROOMY: u16 = 16;

/// The most lines that a message gets.
const MESSAGE_LINES: usize = 4;

struct Areas {
    header: Rect,
    body: Rect,
    message: Rect,
    footer: Rect,
}

fn areas(screen: Rect, message: Option<&Message>) -> Areas {
    let sentence = message.map_or(0, |m| message_lines(m, screen.width).len());
    let roomy = screen.height >= ROOMY;
    let header = u16::from(screen.height >= 4);
    // Where there is little room, a message takes the footer's place.
    let footer = u16::from(screen.height >= 3 && (roomy || sentence == 0));
    let message = columns(sentence).max(u16::from(roomy)).min(screen.height / 2);
    let body = screen.height.saturating_sub(header + footer + message);
    let at = |y: u16, height: u16| Rect { y: screen.y + y, height, ..screen };
    Areas {
        header: at(0, header),
        body: at(header, body),
        message: at(header + body, message),
        footer: at(header + body + message, footer),
    }
}

/// The part of the screen that layers draw in.
pub fn body(screen: Rect, message: Option<&Message>) -> Rect {
    areas(screen, message).body
}

fn message_lines(message: &Message, wide: u16) -> Vec<String> {
    let mut lines = wrap(&message.text, usize::from(wide).saturating_sub(4));
    if lines.len() > MESSAGE_LINES {
        lines.truncate(MESSAGE_LINES);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    lines
}

/// Draws the header.
pub fn draw_header(painter: &mut Painter<'_>, view: &View<'_>, demo: bool) {
    title::draw(painter, areas(view.screen, None).header, view, demo);
}

/// Draws the message and the footer.
pub fn draw_foot(
    painter: &mut Painter<'_>,
    view: &View<'_>,
    message: Option<&Message>,
    top: &dyn Component,
) {
    let contexts = &top.key_contexts()[..];
    let areas = areas(view.screen, message);
    if let Some(message) = message {
        draw_message(painter, areas.message, message, contexts);
    }
    let label = |action, label| match top.why_not(action, view) {
        Some(_) => None,
        None => top.hint(action, label, view),
    };
    draw_hints(painter, areas.footer, contexts, &label);
}

fn draw_message(painter: &mut Painter<'_>, area: Rect, message: &Message, contexts: &[KeyContext]) {
    let theme = painter.theme;
    let (mark, style) = match message.kind {
        Kind::Done => ("✓", theme.good()),
        Kind::Unfinished => ("!", theme.warning()),
        Kind::Info | Kind::Progress => ("·", theme.accent()),
        Kind::Error => ("!", theme.error()),
    };
    let lines = message_lines(message, area.width);
    for (n, line) in lines.into_iter().enumerate() {
        let at = row(area, n);
        if n == 0 {
            painter.line(indented(at, 1), Span::styled(mark, style));
        }
        let used = width(&line);
        painter.line(indented(at, 3), Span::styled(line, style));
        if n == 0 {
            // In another context the key may mean something else: Esc in the form leaves it.
            let on_page = contexts.contains(&KeyContext::Page);
            let hint = match message.kind {
                Kind::Done | Kind::Unfinished if on_page => "u undo",
                Kind::Error if on_page => "esc dismiss",
                _ => "",
            };
            if used + width(hint) + 8 <= usize::from(area.width) {
                painter.line(indented(at, 5 + used), Span::styled(hint, theme.dim()));
            }
        }
    }
}

fn draw_hints(
    painter: &mut Painter<'_>,
    area: Rect,
    contexts: &[KeyContext],
    shown: &dyn Fn(Action, &'static str) -> Option<&'static str>,
) {
    let theme = painter.theme;
    let mut hints: Vec<(String, &str)> = Vec::new();
    for (binding, label) in keymap::hints(contexts) {
        let Some(label) = shown(binding.action, label) else {
            continue;
        };
        // An earlier context may bind the key to something else.
        let key = binding.keys[0];
        if keymap::lookup(contexts, key.event()) == Some(binding.action)
            && !hints.iter().any(|(_, l)| *l == label)
        {
            hints.push((key.name(), label));
        }
    }
    let room = usize::from(area.width).saturating_sub(2);
    let wide = |hints: &[(String, &str)]| {
        hints.iter().map(|(k, l)| width(k) + width(l) + 3).sum::<usize>()
    };
    // The first is what people came for, the last two are the way to the rest and the way out: what
    // goes stands between.
    while wide(&hints) > room + 2 && !hints.is_empty() {
        let at = if hints.len() > 3 { hints.len() - 3 } else { hints.len() / 2 };
        hints.remove(at);
    }
    let spans: Vec<Span<'_>> = hints
        .into_iter()
        .flat_map(|(key, label)| {
            [
                Span::styled(fit(&key, room).into_owned(), theme.key()),
                Span::styled(format!(" {label}  "), theme.dim()),
            ]
        })
        .collect();
    painter.line(indented(area, 1), spans);
}
