//! The list of configuration problems, each with its location and its fix.

use ratatui::text::{Line, Span};

use super::confirm::Confirm;
use super::history::why_not_undo;
use crate::settings::WorkspaceFile;
use crate::settings::edit::diff::FileRef;
use crate::settings::problems::{Location, Problem, Severity};
use crate::tui::component::{Component, Effect, Label, Outcome, Press, View, WhyNot};
use crate::tui::form::Form;
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::page::{PageItem, on_connection};
use crate::tui::widgets::blocks::{Block, Blocks, columns};
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::Painter;
use crate::tui::widgets::text::{fit, wrap};
use crate::tui::widgets::theme::Theme;

/// Columns before a problem's text.
const INDENT: usize = 4;

#[derive(Default)]
pub(crate) struct Problems {
    blocks: Blocks,
    /// Identifies the selected problem across changes, since every change rebuilds the list.
    selected: Option<(Location, String)>,
    /// The settings revision and the column count that the cached heights belong to.
    measured: Option<(u64, u16)>,
}

impl Problems {
    /// The list, opened at this problem.
    pub(crate) fn at(problem: &Problem) -> Self {
        let selected = Some((problem.location.clone(), problem.sentence.clone()));
        Self { selected, ..Self::default() }
    }

    fn selected<'v>(&self, view: &View<'v>) -> Option<&'v Problem> {
        view.problems.get(self.blocks.at())
    }

    fn remember(&mut self, view: &View<'_>) {
        let selected = self.selected(view);
        self.selected = selected.map(|found| (found.location.clone(), found.sentence.clone()));
    }

    /// Keeps the same problem selected when it moves.
    fn follow(&mut self, view: &View<'_>) {
        let is_it = |found: &Problem| {
            let seen = self.selected.as_ref();
            seen.is_some_and(|(location, sentence)| {
                found.location == *location && found.sentence == *sentence
            })
        };
        match view.problems.iter().position(is_it) {
            Some(at) if at == self.blocks.at() => {}
            Some(at) => self.blocks.select(at, view.body),
            None => self.remember(view),
        }
    }

    /// Why the page has no row to go to.
    fn why_not_open(&self, view: &View<'_>) -> Option<WhyNot> {
        let Some(selected) = self.selected(view) else {
            return Some(WhyNot::instead(Effect::Pop));
        };
        if PageItem::of(&selected.location).is_some() {
            return None;
        }
        if Self::is_restorable(selected, view) {
            return Some(WhyNot::instead(Effect::AskRestore));
        }
        let file = view.settings().name_of(&selected.location);
        Some(WhyNot::toast(messages::problem_without_row(&file)))
    }

    fn open(&self, view: &View<'_>) -> Outcome {
        let Some(selected) = self.selected(view) else {
            return Outcome::taken();
        };
        let Some(item) = PageItem::of(&selected.location) else {
            return Outcome::taken();
        };
        match form_at(selected, view) {
            // The list stays open beneath the form, for the next problem.
            Some(form) => Outcome::Done(vec![Effect::Select(item), Effect::push(form)]),
            None => Outcome::Done(vec![Effect::Pop, Effect::Select(item)]),
        }
    }

    /// Whether the problem is an unusable config.json that a good copy can replace.
    fn is_restorable(found: &Problem, view: &View<'_>) -> bool {
        found.location == Location::UnusableFile && view.store.can_restore()
    }

    /// Why the selected problem has no fix.
    fn why_not_fix(&self, view: &View<'_>) -> Option<WhyNot> {
        let Some(selected) = self.selected(view) else {
            return Some(WhyNot::silent());
        };
        if selected.fix.is_some() || Self::is_restorable(selected, view) {
            return None;
        }
        let has_row = PageItem::of(&selected.location).is_some();
        Some(WhyNot::toast(messages::no_fix(has_row)))
    }

    fn why_not_fix_all(view: &View<'_>) -> Option<WhyNot> {
        let has_fix = |found: &Problem| found.severity != Severity::Note && found.fix.is_some();
        let why = || WhyNot::toast(messages::no_fixes());
        (!view.problems.iter().any(has_fix)).then(why)
    }

    /// Fixes every problem that has a fix in one edit, after a question that lists the changes.
    fn fix_all(view: &View<'_>) -> Outcome {
        let settings = view.settings();
        let fixes = settings.fixes(view.now_ms);
        let labels = fixes.labels.iter();
        let mut lines: Vec<String> = Vec::new();
        for line in labels.map(|(subject, label)| messages::fix_of(subject, label)) {
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        let undo = view.keymap.key_of(KeyContext::Page, Action::Undo);
        lines.push(messages::undo_undoes_all(&undo));
        let title = messages::fix_all(fixes.labels.len());
        match fixes.together() {
            Some(edit) => Outcome::push(Confirm::new(
                title,
                lines,
                messages::FIX_ALL,
                vec![Effect::Edit(edit)],
            )),
            None => Outcome::one(Effect::Toast(messages::no_fixes())),
        }
    }

    /// The broken file that the selected problem is about, if any.
    fn broken_file(&self, view: &View<'_>) -> Option<FileRef> {
        match &self.selected(view)?.location {
            Location::UnusableFile => Some(FileRef::Config),
            Location::Workspace(root, _) => {
                let workspace = view.settings().workspace(root)?;
                let is_broken = matches!(workspace.file, WorkspaceFile::Unusable(_));
                is_broken.then(|| FileRef::Workspace(root.clone()))
            }
            _ => None,
        }
    }

    fn why_not_edit(&self, view: &View<'_>) -> Option<WhyNot> {
        let problem = self.selected(view);
        let of_connection = problem.is_some_and(|found| {
            matches!(&found.location, Location::Connection(id) if view.settings().connection(id).is_some())
        });
        let can = of_connection || self.broken_file(view).is_some();
        (!can).then(|| WhyNot::toast(messages::no_broken_file()))
    }

    /// Opens the file or the connection of the selected problem in the editor.
    fn edit(&self, view: &View<'_>) -> Outcome {
        match (self.broken_file(view), self.selected(view).map(|found| &found.location)) {
            (Some(file), _) => Outcome::one(Effect::EditFile(file)),
            (None, Some(Location::Connection(id))) => on_connection(Action::EditJson, id, view),
            (None, _) => Outcome::Ignored,
        }
    }

    fn fix(&self, view: &View<'_>) -> Outcome {
        let Some(selected) = self.selected(view) else {
            return Outcome::taken();
        };
        if Self::is_restorable(selected, view) {
            return Outcome::one(Effect::AskRestore);
        }
        // Recompute the problem so that its fix carries the current timestamp.
        let all = view.settings().problems(view.now_ms).into_iter();
        let same = |problem: &Problem| {
            problem.location == selected.location && problem.sentence == selected.sentence
        };
        let fix = all.filter(same).find_map(|problem| problem.fix);
        fix.map_or_else(Outcome::taken, |fix| Outcome::one(Effect::Edit(fix.edit)))
    }
}

/// The form, opened at the field to correct; none if the problem has no field.
fn form_at(found: &Problem, view: &View<'_>) -> Option<Form> {
    let (Location::Connection(id), Some(path)) = (&found.location, found.field) else {
        return None;
    };
    let connection = view.settings().connection(id)?;
    let can_edit = view.settings().why_not_editable(id).is_none();
    can_edit.then(|| Form::edit(id.clone(), connection.clone()).at_field(path))
}

fn block(found: &Problem, view: &View<'_>, columns: u16, theme: Theme) -> Block {
    let room = usize::from(columns).saturating_sub(INDENT);
    let (mark, style) = theme.problem(found.severity);
    let name = view.settings().name_of(&found.location);
    let name = fit(&name, room).into_owned();
    let mut lines = vec![Line::from(vec![
        Span::styled(format!("  {mark} "), style),
        Span::styled(name, theme.strong()),
    ])];
    let indented = |text: String| format!("{:INDENT$}{text}", "");
    let sentence = wrap(&found.sentence, room).into_iter();
    lines.extend(sentence.map(|text| Line::from(indented(text))));
    let mut button = None;
    let label = match &found.fix {
        Some(fix) => Some(fix.label.as_str()),
        None => Problems::is_restorable(found, view).then_some(messages::RESTORE_NEWEST),
    };
    if let Some(label) = label {
        button = Some(lines.len());
        let key = view.keymap.shortcut(KeyContext::Problems, Action::Fix);
        let label = fit(label, room.saturating_sub(2)).into_owned();
        lines.push(Line::from(vec![
            Span::styled(indented(key), theme.key()),
            Span::raw(format!(" {label}")),
        ]));
    }
    lines.push(Line::default());
    Block { lines, button }
}

impl Component for Problems {
    fn key_contexts(&self) -> Vec<KeyContext> {
        vec![KeyContext::Problems, KeyContext::List, KeyContext::Everywhere]
    }

    fn why_not(&self, action: Action, view: &View<'_>) -> Option<WhyNot> {
        match action {
            Action::Fix => self.why_not_fix(view),
            Action::FixAll => Self::why_not_fix_all(view),
            Action::EditFile => self.why_not_edit(view),
            Action::Activate => self.why_not_open(view),
            _ => why_not_undo(action, view),
        }
    }

    fn hint(&self, action: Action, suggested: Label, view: &View<'_>) -> Option<Label> {
        let opens = action == Action::Activate
            && self.selected(view).is_some_and(|found| form_at(found, view).is_some());
        Some(if opens { messages::EDIT_FIELD } else { suggested })
    }

    fn action(&mut self, action: Action, view: &View<'_>) -> Outcome {
        match action {
            Action::Go(way) => {
                self.blocks.go(way, view.body);
                self.remember(view);
            }
            Action::Activate => return self.open(view),
            Action::Fix => return self.fix(view),
            Action::FixAll => return Self::fix_all(view),
            Action::EditFile => return self.edit(view),
            Action::Undo => return Outcome::one(Effect::Undo),
            Action::Redo => return Outcome::one(Effect::Redo),
            Action::Back => return Outcome::one(Effect::Pop),
            _ => return Outcome::Ignored,
        }
        Outcome::taken()
    }

    fn pressed(&mut self, target: Target, press: Press, view: &View<'_>) -> Outcome {
        let (Target::Row(n) | Target::Button(n)) = target else {
            return Outcome::taken();
        };
        self.blocks.select(n, view.body);
        self.remember(view);
        match (target, press) {
            (Target::Button(_), Press::Click) => self.perform(Action::Fix, view),
            (Target::Row(_), Press::Double) => self.perform(Action::Activate, view),
            _ => Outcome::taken(),
        }
    }

    fn wheel(&mut self, _target: Target, by: isize, view: &View<'_>) {
        self.blocks.scroll(by, view.body);
    }

    fn sync(&mut self, view: &View<'_>) {
        let current = (view.revision, columns(view.body));
        if self.measured.replace(current) != Some(current) {
            let theme = Theme::new(false);
            let all = view.problems.iter();
            let heights = all.map(|found| block(found, view, current.1, theme).lines.len());
            self.blocks.set_heights(heights);
            self.follow(view);
        }
        self.blocks.sync(view.body);
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let (columns, theme) = (columns(view.body), painter.theme);
        let item = |n: usize| match view.problems.get(n) {
            Some(found) => block(found, view, columns, theme),
            None => Block::default(),
        };
        let none = match view.probes.failed(view.settings()).count() {
            0 => messages::NO_PROBLEMS.to_owned(),
            failed => {
                let next = view.keymap.key_of(KeyContext::Page, Action::NextNotValid);
                messages::no_problems_but_failed(failed, &next)
            }
        };
        self.blocks.draw(painter, messages::PROBLEMS, item, &none, view.body);
    }
}
