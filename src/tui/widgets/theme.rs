//! How things look. Words have the terminal's own foreground, so that they can be read on any
//! background; what stands out is bold, and color only joins a sign or a line that says the same
//! without it, in the two of the sixteen colors that stand out on light and dark alike. Where the
//! background is known, each meaning has a hue of its own, which is measured against it. What may
//! be missed is dim, and nothing else is.

use ratatui::style::{Color, Modifier, Style};

use super::hues::{Background, Hues};
use super::marks::{self, Marks};
use crate::settings::problems::Severity;

const BOLD: Style = Style::new().add_modifier(Modifier::BOLD);

/// What a piece of text is, and so how it looks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Theme {
    colour: bool,
    /// Those for the background, where it is known.
    hues: Option<&'static Hues>,
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
        Self { colour, hues: None, marks: Marks::Unicode }
    }

    /// The same for a terminal that can show these signs.
    #[must_use]
    pub(crate) const fn with_marks(self, marks: Marks) -> Self {
        Self { marks, ..self }
    }

    /// The same on a background that is known, on a terminal that has the 256 colors.
    #[must_use]
    pub(crate) const fn on(self, background: Option<Background>) -> Self {
        let hues = match background {
            Some(background) if self.colour => Some(background.hues()),
            _ => None,
        };
        Self { hues, ..self }
    }

    pub(crate) const fn title(self) -> Style {
        match self.hues {
            Some(hues) => BOLD.fg(Color::Indexed(hues.accent)),
            None => BOLD,
        }
    }

    /// What stands out in plain text.
    pub(crate) const fn strong(self) -> Style {
        BOLD
    }

    /// What may be missed.
    pub(crate) const fn dim(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// A line of what has the focus: its frame, a scrollbar's thumb. Not for words, which need a
    /// background that is known for it.
    pub(crate) const fn accent(self) -> Style {
        match self.hues {
            Some(hues) => Style::new().fg(Color::Indexed(hues.accent)),
            None if self.colour => Style::new().fg(Color::Magenta),
            None => Style::new(),
        }
    }

    pub(crate) const fn badge(self) -> Style {
        match self.hues {
            Some(hues) => BOLD.fg(Color::Indexed(hues.accent)),
            None => BOLD,
        }
    }

    /// Mid-stream messages that go into the running turn.
    pub(crate) const fn steer(self) -> Style {
        match self.hues {
            Some(hues) => Style::new().fg(Color::Indexed(hues.steer)),
            None => Style::new(),
        }
    }

    /// Mid-stream messages that wait for the next turn.
    pub(crate) const fn queue(self) -> Style {
        match self.hues {
            Some(hues) => BOLD.fg(Color::Indexed(hues.queue)),
            None => BOLD,
        }
    }

    /// What is selected, over whatever it had before: nothing in it is dim, and nothing has a hue.
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

    /// The bar at the left of what is selected.
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
        BOLD.add_modifier(Modifier::UNDERLINED)
    }

    /// A word that the mouse can press.
    pub(crate) const fn button(self) -> Style {
        match self.hues {
            Some(hues) => BOLD.fg(Color::Indexed(hues.accent)),
            None => BOLD,
        }
    }

    /// Words about something done.
    pub(crate) const fn good(self) -> Style {
        match self.hues {
            Some(hues) => Style::new().fg(Color::Indexed(hues.good)),
            None => Style::new(),
        }
    }

    /// The sign of something done.
    pub(crate) const fn good_mark(self) -> Style {
        match self.hues {
            Some(hues) => BOLD.fg(Color::Indexed(hues.good)),
            None => BOLD,
        }
    }

    /// Words about something to look at.
    pub(crate) const fn warning(self) -> Style {
        match self.hues {
            Some(hues) => Style::new().fg(Color::Indexed(hues.warning)),
            None => BOLD,
        }
    }

    /// The sign of something to look at.
    pub(crate) const fn warning_mark(self) -> Style {
        match self.hues {
            Some(hues) => BOLD.fg(Color::Indexed(hues.warning)),
            None => BOLD,
        }
    }

    /// Words about something wrong.
    pub(crate) const fn error(self) -> Style {
        match self.hues {
            Some(hues) => BOLD.fg(Color::Indexed(hues.error)),
            None => BOLD,
        }
    }

    /// The sign of something wrong.
    pub(crate) const fn error_mark(self) -> Style {
        match self.hues {
            None if self.colour => BOLD.fg(Color::Red),
            _ => self.error(),
        }
    }

    pub(crate) const fn problem(self, severity: Severity) -> (&'static str, Style) {
        match severity {
            Severity::Error => (marks::FAILED, self.error_mark()),
            Severity::Warning => (marks::WARNING, self.warning_mark()),
            Severity::Note => (marks::NOTE, Style::new()),
        }
    }

    pub(crate) const fn key(self) -> Style {
        match self.hues {
            Some(hues) => BOLD.fg(Color::Indexed(hues.accent)),
            None => BOLD,
        }
    }
}

#[cfg(test)]
#[path = "contrast.rs"]
mod contrast;
