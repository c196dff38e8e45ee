//! Draws each step of a login.

use ratatui::style::{Modifier, Style};
use ratatui::text::Span;

use super::SignIn;
use super::by_craft::ByCraft;
use super::step::{Pasting, SignInMethod, Step};
use crate::craft_link;
use crate::settings::credential::account::Account;
use crate::settings::sign_in::LoginProvider;
use crate::signin::messages::{CLAUDE_COMMAND, CLAUDE_TERMS};
use crate::signin::{self, seconds_left};
use crate::tui::component::View;
use crate::tui::messages;
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{Painter, centred, padded, row};
use crate::tui::widgets::text::{fit, width, wrap};
use crate::tui::widgets::theme::Theme;

/// The maximum width, frame included.
const WIDEST: usize = 84;

/// A line of the box.
pub(super) enum Piece {
    Text(String, Style),
    /// A part of the URL, verbatim.
    Address(String),
    Code(String),
    /// The paste field.
    Field,
    Method(usize),
    Gap,
}

/// A builder for pieces at a given width.
struct Pieces {
    wide: usize,
    theme: Theme,
    all: Vec<Piece>,
}

impl Pieces {
    fn text(&mut self, text: &str, style: Style) {
        let lines = wrap(text, self.wide).into_iter();
        self.all.extend(lines.map(|line| Piece::Text(line, style)));
    }

    fn gap(&mut self) {
        self.all.push(Piece::Gap);
    }

    /// The paste field, and what is wrong with its text.
    fn field(&mut self, pasting: &Pasting) {
        self.all.push(Piece::Field);
        if let Some(wrong) = &pasting.wrong {
            self.text(wrong, self.theme.error());
        }
    }

    fn url(&mut self, url: &str) {
        let letters: Vec<char> = url.chars().collect();
        let lines = letters.chunks(self.wide.max(1));
        self.all.extend(lines.map(|line| Piece::Address(line.iter().collect())));
    }
}

/// The ways to sign in, and what to know about them.
fn choices(layer: &SignIn, pieces: &mut Pieces, view: &View<'_>) {
    let methods = (0..layer.methods(view).len()).map(Piece::Method);
    if layer.beside.is_some() {
        pieces.text(messages::OTHER_ACCOUNT_IN_BROWSER, Style::new());
        pieces.gap();
    } else if layer.by_craft == ByCraft::No
        && let Some((_, facts)) = layer.signed_in_connection(view)
    {
        let account = facts.account.as_ref().and_then(Account::describe);
        pieces.text(&messages::renews_login(account.as_deref()), Style::new());
        pieces.gap();
    }
    if layer.by_craft != ByCraft::No {
        // The ways first: where there is little room, the text gives way.
        pieces.all.extend(methods);
        pieces.gap();
        pieces.text(messages::CRAFT_SIGNS_IN, Style::new());
        pieces.text(messages::TOKEN_OF_CLAUDE, Style::new());
        return;
    }
    if layer.provider == LoginProvider::Claude {
        for line in CLAUDE_TERMS {
            pieces.text(line, Style::new());
        }
        pieces.gap();
    }
    pieces.all.extend(methods);
}

/// The pieces for a box with this inner width.
fn pieces(layer: &SignIn, wide: usize, theme: Theme, view: &View<'_>) -> Vec<Piece> {
    let mut pieces = Pieces { wide, theme, all: Vec::new() };
    match &layer.step {
        Step::Choose(_) => choices(layer, &mut pieces, view),
        Step::WaitForCraft(pid) => pieces.text(&messages::waiting_for_craft(*pid), Style::new()),
        Step::Asking => pieces.text(&messages::asking(layer.provider), Style::new()),
        Step::Code(code) => {
            pieces.text(messages::OPEN_THIS, Style::new());
            pieces.url(&code.url);
            pieces.text(messages::TYPE_THIS, Style::new());
            pieces.gap();
            pieces.all.push(Piece::Code(code.code.clone()));
            pieces.gap();
            pieces.text(&messages::time_left(seconds_left(code.ends)), theme.dim());
        }
        Step::Page(page, pasting) => {
            pieces.text(messages::PASTE_ADDRESS, Style::new());
            pieces.field(pasting);
            pieces.text(&messages::time_left(seconds_left(page.ends)), theme.dim());
            match (page.port, &view.surroundings.ssh) {
                (None, _) => pieces.text(messages::PORTS_TAKEN, theme.warning()),
                (Some(port), Some(ssh)) => {
                    pieces.text(&messages::tunnel(&ssh.tunnel(port)), Style::new());
                }
                (Some(_), None) => pieces.text(signin::messages::COMES_BY_ITSELF, theme.dim()),
            }
            pieces.gap();
            pieces.text(messages::OPEN_AND_SIGN_IN, Style::new());
            pieces.url(&page.url);
        }
        Step::CraftPage(_, ends, pasting) => {
            pieces.text(messages::PASTE_CODE, Style::new());
            pieces.field(pasting);
            pieces.text(&messages::time_left(seconds_left(*ends)), theme.dim());
            // Before the URL: where that is cut, its link and the key that copies it have all of
            // it.
            pieces.text(craft_link::messages::ONE_CLAUDE_LOGIN, theme.dim());
            pieces.gap();
            pieces.text(messages::OPEN_AND_SIGN_IN, Style::new());
            if let Some(url) = layer.step.url() {
                pieces.url(url);
            }
        }
        Step::Token(pasting) => {
            if layer.provider == LoginProvider::Claude {
                pieces.text(&messages::run_in_a_terminal(CLAUDE_COMMAND), Style::new());
            }
            pieces.text(messages::PASTE_TOKEN, Style::new());
            pieces.field(pasting);
        }
        Step::Exchanging => pieces.text(signin::messages::SIGNING_IN, Style::new()),
        Step::Unstored(signed_in, why) => {
            let account = signed_in.account.describe();
            pieces.text(
                &signin::messages::signed_in(layer.provider, account.as_deref()),
                Style::new(),
            );
            pieces.text(messages::NOT_STORED_YET, theme.warning());
            if let Some(why) = why {
                pieces.text(why, theme.error());
            }
            pieces.text(messages::STORE_IT, Style::new());
        }
        Step::Failed(failure) => {
            pieces.text(&failure.sentence, theme.error());
            if let Some(advice) = &failure.advice {
                pieces.text(advice, Style::new());
            }
            let outcome = if layer.may_be_stored {
                messages::MAY_BE_STORED
            } else {
                messages::NOTHING_STORED
            };
            pieces.text(outcome, Style::new());
            pieces.text(messages::TRY_AGAIN, theme.dim());
        }
    }
    if let Some(trouble) = layer.trouble.as_deref().filter(|_| layer.step.is_under_way()) {
        pieces.text(trouble, theme.warning());
    }
    pieces.all
}

/// The rows that fit: if there are too many, drops gaps first, then rows from the end.
fn fitting(mut pieces: Vec<Piece>, high: usize) -> Vec<Piece> {
    if pieces.len() > high {
        pieces.retain(|piece| !matches!(piece, Piece::Gap));
    }
    pieces.truncate(high);
    pieces
}

pub(super) fn draw(layer: &SignIn, painter: &mut Painter<'_>, view: &View<'_>) {
    let theme = painter.theme;
    let wide = centred(view.body, WIDEST, 0).width;
    let room = usize::from(view.body.height).saturating_sub(2);
    let pieces = fitting(pieces(layer, usize::from(wide).saturating_sub(4), theme, view), room);
    let area = centred(view.body, WIDEST, pieces.len() + 2);
    let inside = painter.boxed(area, &layer.title(view));
    let text = padded(inside);
    for (n, piece) in pieces.into_iter().enumerate() {
        let at = row(text, n);
        match piece {
            Piece::Gap => {}
            Piece::Text(line, style) => painter.line(at, Span::styled(line, style)),
            Piece::Address(part) => {
                let style = Style::new().add_modifier(Modifier::UNDERLINED);
                // Draw it verbatim: it may contain what looks like a key, but it is not secret.
                painter.typed_line(at, Span::styled(part, style));
                if let Some(url) = layer.step.url() {
                    painter.link(at, url);
                }
            }
            Piece::Code(code) => {
                let spaced: Vec<String> = code.chars().map(String::from).collect();
                let style = theme.strong().add_modifier(Modifier::REVERSED);
                painter.line(at, Span::styled(format!("  {}  ", spaced.join(" ")), style));
            }
            Piece::Field => {
                if let Step::Page(_, pasting)
                | Step::CraftPage(_, _, pasting)
                | Step::Token(pasting) = &layer.step
                {
                    pasting.input.draw(painter, at, false);
                }
            }
            Piece::Method(way) => {
                let line = row(inside, n);
                let method = layer.methods(view)[way];
                let (label, note) = method.words();
                let (is_greyed, note) = match &layer.by_craft {
                    ByCraft::Asked(_) if method == SignInMethod::CRAFT => {
                        (true, messages::ASKING_CRAFT)
                    }
                    ByCraft::Unable(why) if method == SignInMethod::CRAFT => (true, why.as_str()),
                    _ => (false, note),
                };
                let label = format!("{label}  ");
                let room = usize::from(at.width).saturating_sub(width(&label));
                let note = Span::styled(fit(note, room).into_owned(), theme.dim());
                let style = if is_greyed { theme.dim() } else { Style::new() };
                painter.line(at, vec![Span::styled(label, style), note]);
                if matches!(layer.step, Step::Choose(chosen) if chosen == way) {
                    painter.select(line);
                }
                painter.hit(line, Target::Row(way));
            }
        }
    }
}
