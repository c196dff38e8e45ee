//! Colours: the terminal's own sixteen, so that they suit a light and a dark one. Nothing is told
//! by colour alone.

use ratatui::style::{Color, Modifier, Style};

/// What a piece of text is, and so how it looks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Theme {
    colour: bool,
}

#[expect(
    clippy::unused_self,
    reason = "how anything looks is asked of the theme, whether or not colour has a say"
)]
impl Theme {
    /// With colours or without (`NO_COLOR`, `TERM=dumb`).
    pub(crate) const fn new(colour: bool) -> Self {
        Self { colour }
    }

    const fn fg(self, colour: Color) -> Style {
        if self.colour { Style::new().fg(colour) } else { Style::new() }
    }

    /// A title.
    pub(crate) const fn title(self) -> Style {
        self.fg(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// What stands out in plain text.
    pub(crate) const fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What stands back.
    pub(crate) const fn dim(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// The bar beside a selected row, and a focused frame.
    pub(crate) const fn accent(self) -> Style {
        self.fg(Color::Cyan)
    }

    /// A badge.
    pub(crate) const fn badge(self) -> Style {
        self.fg(Color::Green)
    }

    /// Mid-stream messages that go into the running turn.
    pub const fn steer(self) -> Style {
        self.fg(Color::Green)
    }

    /// Mid-stream messages that wait for the next turn.
    pub const fn queue(self) -> Style {
        self.fg(Color::Magenta)
    }

    /// The selected item of a list in a box.
    pub(crate) const fn selected(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// A letter that the filter matched.
    pub(crate) const fn matched(self) -> Style {
        self.fg(Color::Yellow).add_modifier(Modifier::UNDERLINED).add_modifier(Modifier::BOLD)
    }

    /// Something done.
    pub(crate) const fn good(self) -> Style {
        self.fg(Color::Green)
    }

    /// Something to look at.
    pub(crate) const fn warning(self) -> Style {
        self.fg(Color::Yellow)
    }

    /// Something wrong.
    pub(crate) const fn error(self) -> Style {
        self.fg(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// A key in a hint.
    pub(crate) const fn key(self) -> Style {
        self.fg(Color::Cyan)
    }
}
