//! What is wrong with the configuration, or about to go wrong: each with where it is and what fixes
//! it.

use ratatui::layout::Position;
use ratatui::text::{Line, Span};

use crate::settings::problems::{Location, Problem};
use crate::tui::component::{Component, Press, View};
use crate::tui::effect::{Effect, Outcome};
use crate::tui::keymap;
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::page;
use crate::tui::page::PageItem;
use crate::tui::widgets::blocks::{Block, Blocks, columns};
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::Painter;
use crate::tui::widgets::text::{fit, wrap};
use crate::tui::widgets::theme::Theme;

/// Columns before a problem's text.
const INDENT: usize = 4;

/// What mends a config.json that cannot be used.
const RESTORE: &str = "Restore the newest good copy";

/// The list.
#[derive(Default)]
pub struct Problems {
    blocks: Blocks,
    /// What is selected: where, and what was said of it. The list is made anew with every change.
    selected: Option<(Location, String)>,
    /// The revision of the settings and the columns that the heights are of.
    measured: Option<(u64, u16)>,
}

impl Problems {
    fn selected<'v>(&self, view: &View<'v>) -> Option<&'v Problem> {
        view.problems.get(self.blocks.at())
    }

    fn remember(&mut self, view: &View<'_>) {
        let selected = self.selected(view);
        self.selected = selected.map(|found| (found.location.clone(), found.sentence.clone()));
    }

    /// Whether the selected one is the one that was seen; where it has moved, it is followed.
    fn follow(&mut self, view: &View<'_>) {
        let is_it = |found: &Problem| {
            let seen = self.selected.as_ref();
            seen.is_some_and(|(location, stages_with_exchanges)| {
                found.location == *location && found.sentence == *stages_with_exchanges
            })
        };
        match view.problems.iter().position(is_it) {
            Some(at) if at == self.blocks.at() => {}
            Some(at) => self.blocks.select(at, view.body),
            None => self.remember(view),
        }
    }

    fn open(&self, view: &View<'_>) -> Outcome {
        let Some(selected) = self.selected(view) else {
            return Outcome::one(Effect::Pop);
        };
        if let Some(item) = PageItem::of(&selected.location) {
            return Outcome::Done(vec![Effect::Pop, Effect::Select(item)]);
        }
        if Self::is_restorable(selected, view) {
            return Outcome::one(Effect::AskRestore);
        }
        let file = view.settings().name_of(&selected.location);
        Outcome::one(Effect::Toast(format!("No row shows it: it is in {file} itself")))
    }

    /// Whether it is a config.json in whose place a good one may come.
    fn is_restorable(found: &Problem, view: &View<'_>) -> bool {
        found.location == Location::UnusableFile && view.store.can_restore()
    }

    fn fix(&self, view: &View<'_>) -> Outcome {
        if self.selected(view).is_some_and(|found| Self::is_restorable(found, view)) {
            return Outcome::one(Effect::AskRestore);
        }
        match self.selected(view).map(|d| &d.fix) {
            Some(Some(_)) => {
                // Made now, so that what it stamps is stamped with now.
                let all = view.settings().problems(view.now).into_iter();
                let same = |found: &Problem| {
                    let selected = self.selected(view);
                    selected.is_some_and(|s| {
                        s.location == found.location && s.sentence == found.sentence
                    })
                };
                let fix = all.filter(same).find_map(|found| found.fix);
                fix.map_or_else(Outcome::taken, |fix| Outcome::one(Effect::Edit(fix.edit)))
            }
            Some(None) => {
                let goes = self.selected(view).is_some_and(|d| PageItem::of(&d.location).is_some());
                let stages_with_exchanges = if goes {
                    "No automatic fix; enter goes there"
                } else {
                    "No automatic fix, and no row to go to: fix it in the file"
                };
                Outcome::one(Effect::Toast(stages_with_exchanges.to_owned()))
            }
            None => Outcome::taken(),
        }
    }
}

fn block(found: &Problem, view: &View<'_>, columns: u16, theme: Theme) -> Block {
    let room = usize::from(columns).saturating_sub(INDENT);
    let (mark, style) = page::mark(found.severity, theme);
    let name = view.settings().name_of(&found.location);
    let name = fit(&name, room).into_owned();
    let mut lines = vec![Line::from(vec![
        Span::styled(format!("  {mark} "), style),
        Span::styled(name, theme.strong()),
    ])];
    let indented = |text: String| format!("{:INDENT$}{text}", "");
    let stages_with_exchanges = wrap(&found.sentence, room).into_iter();
    lines.extend(stages_with_exchanges.map(|text| Line::from(indented(text))));
    let mut button = None;
    let label = match &found.fix {
        Some(fix) => Some(fix.label.as_str()),
        None => Problems::is_restorable(found, view).then_some(RESTORE),
    };
    if let Some(label) = label {
        button = Some(lines.len());
        let key = keymap::key_of(KeyContext::Problems, Action::Mend);
        let label = fit(label, room.saturating_sub(2)).into_owned();
        lines.push(Line::from(vec![
            Span::styled(indented(key), theme.key()),
            Span::styled(format!(" {label}"), theme.dim()),
        ]));
    }
    lines.push(Line::default());
    Block { lines, button }
}

impl Component for Problems {
    fn places(&self) -> Vec<KeyContext> {
        vec![KeyContext::Problems, KeyContext::Everywhere]
    }

    fn means_nothing(&self, action: Action, view: &View<'_>) -> bool {
        match action {
            Action::Mend => {
                self.selected(view).is_none_or(|d| d.fix.is_none() && !Self::is_restorable(d, view))
            }
            Action::Activate => {
                self.selected(view).is_none_or(|d| PageItem::of(&d.location).is_none())
            }
            Action::Undo => view.store.history().next_undo().is_none(),
            _ => false,
        }
    }

    fn action(&mut self, action: Action, view: &View<'_>) -> Outcome {
        match action {
            Action::Go(way) => {
                self.blocks.go(way, view.body);
                self.remember(view);
            }
            Action::Activate => return self.open(view),
            Action::Mend => return self.fix(view),
            Action::Undo => return Outcome::one(Effect::Undo),
            Action::Redo => return Outcome::one(Effect::Redo),
            Action::Back => return Outcome::one(Effect::Pop),
            _ => return Outcome::Ignored,
        }
        Outcome::taken()
    }

    fn pressed(&mut self, target: Target, press: Press, _at: Position, view: &View<'_>) -> Outcome {
        let (Target::Row(n) | Target::Button(n)) = target else {
            return Outcome::taken();
        };
        self.blocks.select(n, view.body);
        self.remember(view);
        match (target, press) {
            (Target::Button(_), Press::Click) => self.fix(view),
            (Target::Row(_), Press::Double) => self.open(view),
            _ => Outcome::taken(),
        }
    }

    fn wheel(&mut self, _target: Target, by: isize, view: &View<'_>) {
        self.blocks.scroll(by, view.body);
    }

    fn settle(&mut self, view: &View<'_>) {
        let now = (view.revision, columns(view.body));
        if self.measured.replace(now) != Some(now) {
            let theme = Theme::new(false);
            let all = view.problems.iter();
            let heights = all.map(|found| block(found, view, now.1, theme).lines.len());
            self.blocks.set_heights(heights);
            self.follow(view);
        }
        self.blocks.settle(view.body);
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let (columns, theme) = (columns(view.body), painter.theme);
        let item = |n: usize| match view.problems.get(n) {
            Some(found) => block(found, view, columns, theme),
            None => Block::default(),
        };
        let none = "No problems.";
        self.blocks.draw(painter, "Problems", item, none, view.body);
    }
}
