//! The page without connections: the ways to add the first one, each with its key.

use ratatui::layout::Rect;
use ratatui::text::Span;

use crate::settings::connection::presets::{PresetGroup, presets_of};
use crate::settings::transfer::tools::Tool;
use crate::tui::keymap::{Action, KeyContext, Keymap};
use crate::tui::messages;
use crate::tui::widgets::painter::{Painter, indented};
use crate::tui::widgets::text::fit_words;

/// Pages at least this high separate the choices by free lines.
pub(super) const ROOMY: u16 = 19;

/// The number of providers named of a group with more than [`FEW`].
const NAMED: usize = 4;

/// A group of up to this many providers names all of them.
const FEW: usize = 5;

/// A way to add the first connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FirstStep {
    Group(PresetGroup),
    /// From a file or another program.
    Import,
}

impl FirstStep {
    pub(super) const ALL: [Self; 4] = [
        Self::Group(PresetGroup::ApiKey),
        Self::Group(PresetGroup::SignIn),
        Self::Group(PresetGroup::LocalServer),
        Self::Import,
    ];

    /// The action of its key on the page.
    pub(super) const fn action(self) -> Action {
        match self {
            Self::Group(PresetGroup::ApiKey) => Action::Add,
            Self::Group(PresetGroup::SignIn) => Action::SignIn,
            Self::Group(PresetGroup::LocalServer) => Action::FindServers,
            Self::Import => Action::Import,
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Group(group) => group.label(),
            Self::Import => messages::transfer::IMPORT,
        }
    }

    fn note(self) -> String {
        let group = match self {
            Self::Group(group) => group,
            Self::Import => {
                // All of them are cut at 80 columns, before the file is named.
                let named = [Tool::Environment, Tool::ClaudeCode, Tool::Codex].map(Tool::label);
                let more = Tool::ALL.len() - named.len();
                return messages::transfer::imports_from(&named, more);
            }
        };
        let names: Vec<&str> = presets_of(group).map(|preset| preset.name.as_str()).collect();
        let first = if names.len() > FEW { &names[..NAMED] } else { &names[..] };
        messages::describe_group(group, first, names.len() - first.len())
    }
}

/// Draws its first line: the key and the name.
pub(super) fn draw(painter: &mut Painter<'_>, area: Rect, start: FirstStep, keymap: &Keymap) {
    let theme = painter.theme;
    let key = keymap.shortcut(KeyContext::Page, start.action());
    painter.line(area, Span::styled(key, theme.key()));
    painter.line(indented(area, KEY), Span::styled(start.label(), theme.strong()));
}

/// Draws its second line: the providers behind it.
pub(super) fn draw_note(painter: &mut Painter<'_>, area: Rect, start: FirstStep) {
    let at = indented(area, KEY);
    let note = fit_words(&start.note(), usize::from(at.width)).into_owned();
    painter.line(at, Span::styled(note, painter.theme.dim()));
}

/// Columns of the key and the space after it.
const KEY: usize = 3;
