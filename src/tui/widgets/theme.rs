//! Styles. Text uses the terminal's default foreground, so that it is readable on any background;
//! emphasis is bold. Color only supports a mark or a line that carries the same meaning without it,
//! and uses the two of the sixteen colors that stand out on both light and dark. If the background
//! is known, each meaning has its own hue with a measured contrast. Only text that may be missed is
//! dim.

use ratatui::style::{Color, Modifier, Style};

use super::hues::{Background, Hues};
use super::marks::{self, Marks};
use crate::settings::problems::Severity;

const BOLD: Style = Style::new().add_modifier(Modifier::BOLD);

/// Maps the role of a piece of text to its style.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Theme {
    color: bool,
    /// The hues for the background, if that is known.
    hues: Option<&'static Hues>,
    /// The marks that the terminal can show.
    pub marks: Marks,
}

#[expect(
    clippy::unused_self,
    reason = "how anything looks is asked of the theme, whether or not color has a say"
)]
impl Theme {
    /// A theme with or without colors (`NO_COLOR`, `TERM=dumb`).
    pub(crate) const fn new(color: bool) -> Self {
        Self { color, hues: None, marks: Marks::Unicode }
    }

    /// The same theme with these marks.
    #[must_use]
    pub(crate) const fn with_marks(self, marks: Marks) -> Self {
        Self { marks, ..self }
    }

    /// The same theme for a known background, on a terminal with 256 colors.
    #[must_use]
    pub(crate) const fn on(self, background: Option<Background>) -> Self {
        let hues = match background {
            Some(background) if self.color => Some(background.hues()),
            _ => None,
        };
        Self { hues, ..self }
    }

    /// A style in a hue, where the background is known.
    fn tinted(self, plain: Style, hue: fn(&Hues) -> u8) -> Style {
        self.hues.map_or(plain, |hues| plain.fg(Color::Indexed(hue(hues))))
    }

    pub(crate) fn title(self) -> Style {
        self.tinted(BOLD, |hues| hues.accent)
    }

    /// Emphasis in plain text.
    pub(crate) const fn strong(self) -> Style {
        BOLD
    }

    /// Text that may be missed.
    pub(crate) const fn dim(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// Lines of the focused component: its frame, a scrollbar's thumb. Not for text, unless the
    /// background is known.
    pub(crate) const fn accent(self) -> Style {
        match self.hues {
            Some(hues) => Style::new().fg(Color::Indexed(hues.accent)),
            None if self.color => Style::new().fg(Color::Magenta),
            None => Style::new(),
        }
    }

    pub(crate) fn badge(self) -> Style {
        self.title()
    }

    /// Mid-stream messages that go into the running turn.
    pub(crate) fn steer(self) -> Style {
        self.tinted(Style::new(), |hues| hues.steer)
    }

    /// Mid-stream messages that wait for the next turn.
    pub(crate) fn queue(self) -> Style {
        self.tinted(BOLD, |hues| hues.queue)
    }

    /// The selection, over any earlier style: nothing in it is dim or has a hue.
    pub(crate) const fn selected(self) -> Style {
        match self.hues {
            Some(hues) => BOLD
                .fg(Color::Indexed(hues.selected))
                .bg(Color::Indexed(hues.ground))
                .remove_modifier(Modifier::DIM),
            None => Style::new()
                .fg(Color::Reset)
                .bg(Color::Reset)
                .remove_modifier(Modifier::DIM)
                .add_modifier(Modifier::REVERSED),
        }
    }

    /// The bar at the left of the selection.
    pub(crate) const fn bar(self) -> Style {
        match self.hues {
            Some(hues) => self.accent().bg(Color::Indexed(hues.ground)),
            None => self.accent(),
        }
    }

    /// The cell of a selected row that keys act on.
    pub(crate) const fn selected_cell(self) -> Style {
        self.selected().add_modifier(Modifier::BOLD).add_modifier(Modifier::UNDERLINED)
    }

    /// Everything behind an open layer.
    pub(crate) const fn behind(self) -> Style {
        Style::new()
            .fg(Color::Reset)
            .bg(Color::Reset)
            .remove_modifier(Modifier::all())
            .add_modifier(Modifier::DIM)
    }

    /// A letter that the filter matched.
    pub(crate) const fn matched(self) -> Style {
        BOLD.add_modifier(Modifier::UNDERLINED)
    }

    /// A word that the mouse can press.
    pub(crate) fn button(self) -> Style {
        self.title()
    }

    /// Text about success.
    pub(crate) fn good(self) -> Style {
        self.tinted(Style::new(), |hues| hues.good)
    }

    /// The mark for success.
    pub(crate) fn good_mark(self) -> Style {
        self.tinted(BOLD, |hues| hues.good)
    }

    /// Text about something to check.
    pub(crate) const fn warning(self) -> Style {
        match self.hues {
            Some(hues) => Style::new().fg(Color::Indexed(hues.warning)),
            None => BOLD,
        }
    }

    /// The mark for something to check.
    pub(crate) fn warning_mark(self) -> Style {
        self.tinted(BOLD, |hues| hues.warning)
    }

    /// Text about an error.
    pub(crate) fn error(self) -> Style {
        self.tinted(BOLD, |hues| hues.error)
    }

    /// The mark for an error.
    pub(crate) fn error_mark(self) -> Style {
        match self.hues {
            None if self.color => BOLD.fg(Color::Red),
            _ => self.error(),
        }
    }

    pub(crate) fn problem(self, severity: Severity) -> (&'static str, Style) {
        match severity {
            // The other mark means a validation that failed.
            Severity::Error => (marks::WARNING, self.error_mark()),
            Severity::Warning => (marks::WARNING, self.warning_mark()),
            Severity::Note => (marks::NOTE, Style::new()),
        }
    }

    pub(crate) fn key(self) -> Style {
        self.title()
    }
}

#[cfg(test)]
#[path = "contrast.rs"]
mod contrast;
