//! How things look. Words have the terminal's own foreground, so that they can be read on any
//! background; what stands out is bold, and colour only joins a sign or a line that says the same
//! without it, in the two of the sixteen colours that stand out on light and dark alike. What may
//! be missed is dim, and nothing else is.

use ratatui::style::{Color, Modifier, Style};

use super::marks::{self, Marks};
use crate::settings::problems::Severity;

/// What a piece of text is, and so how it looks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Theme {
    colour: bool,
    /// Which signs the terminal can show.
    pub marks: Marks,
}

#[expect(
    clippy::unused_self,
    reason = "how anything looks is asked of the theme, whether or not colour has a say"
)]
impl Theme {
    /// With colours or without (`NO_COLOR`, `TERM=dumb`).
    pub(crate) const fn new(colour: bool) -> Self {
        Self { colour, marks: Marks::Unicode }
    }

    /// The same for a terminal that can show these signs.
    #[must_use]
    pub(crate) const fn with_marks(self, marks: Marks) -> Self {
        Self { marks, ..self }
    }

    const fn fg(self, colour: Color) -> Style {
        if self.colour { Style::new().fg(colour) } else { Style::new() }
    }

    pub(crate) const fn title(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What stands out in plain text.
    pub(crate) const fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What may be missed.
    pub(crate) const fn dim(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// A line of what has the focus: its frame, a scrollbar's thumb. Not for words.
    pub(crate) const fn accent(self) -> Style {
        self.fg(Color::Magenta)
    }

    pub(crate) const fn badge(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Mid-stream messages that go into the running turn.
    pub(crate) const fn steer(self) -> Style {
        Style::new()
    }

    /// Mid-stream messages that wait for the next turn.
    pub(crate) const fn queue(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What is selected, over whatever it had before: nothing in it is dim or coloured.
    pub(crate) const fn selected(self) -> Style {
        Style::new()
            .fg(Color::Reset)
            .bg(Color::Reset)
            .remove_modifier(Modifier::DIM)
            .add_modifier(Modifier::REVERSED)
    }

    /// The cell of a selected row that keys act on.
    pub(crate) const fn selected_cell(self) -> Style {
        self.selected().add_modifier(Modifier::BOLD).add_modifier(Modifier::UNDERLINED)
    }

    /// What lies behind an open layer.
    pub(crate) const fn behind(self) -> Style {
        Style::new()
            .fg(Color::Reset)
            .bg(Color::Reset)
            .remove_modifier(Modifier::all())
            .add_modifier(Modifier::DIM)
    }

    /// A letter that the filter matched.
    pub(crate) const fn matched(self) -> Style {
        Style::new().add_modifier(Modifier::UNDERLINED).add_modifier(Modifier::BOLD)
    }

    /// A word that the mouse can press.
    pub(crate) const fn button(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Words about something done.
    pub(crate) const fn good(self) -> Style {
        Style::new()
    }

    /// The sign of something done.
    pub(crate) const fn good_mark(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Words about something to look at.
    pub(crate) const fn warning(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// The sign of something to look at.
    pub(crate) const fn warning_mark(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Words about something wrong.
    pub(crate) const fn error(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// The sign of something wrong.
    pub(crate) const fn error_mark(self) -> Style {
        self.fg(Color::Red).add_modifier(Modifier::BOLD)
    }

    pub(crate) const fn problem(self, severity: Severity) -> (&'static str, Style) {
        match severity {
            Severity::Error => (marks::FAILED, self.error_mark()),
            Severity::Warning => (marks::WARNING, self.warning_mark()),
            Severity::Note => (marks::NOTE, Style::new()),
        }
    }

    pub(crate) const fn key(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }
}

#[cfg(test)]
#[path = "contrast.rs"]
mod contrast;
