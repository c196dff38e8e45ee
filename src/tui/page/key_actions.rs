//! The keys of the page.

use super::actions::{edit, on_connection, validate_all};
use super::section::Section;
use super::target::PageItem;
use super::{Follow, Page, choose};
use crate::settings::WorkspaceFile;
use crate::settings::edit::diff::FileRef;
use crate::settings::problems::{Problem, Severity};
use crate::settings::workspace::defaults::Setting;
use crate::tui::component::{Effect, Outcome, View};
use crate::tui::keymap::Action;
use crate::tui::layers::history::HistoryList;
use crate::tui::layers::local_servers::LocalServers;
use crate::tui::layers::menu::Menu;
use crate::tui::layers::path_prompt::PathPrompt;
use crate::tui::layers::picker::Picker;
use crate::tui::layers::problems::Problems;
use crate::tui::messages;

/// The message why a workspace can't be edited.
fn not_editable(root: &str, view: &View<'_>) -> Outcome {
    let workspace = view.settings().workspace(root);
    let Some((workspace, why)) = workspace.and_then(|w| Some((w, w.why_not_editable()?))) else {
        return Outcome::Ignored;
    };
    let message = choose::not_editable(workspace, &why);
    Outcome::one(match workspace.file {
        WorkspaceFile::Unread => Effect::Toast(message),
        _ => Effect::Alert(message),
    })
}

/// The first problem of an item, or else of another cell in its row; `None` if it has only notes, or
/// if a whole file is unusable, which comes first.
fn problem_of<'v>(item: &PageItem, view: &View<'v>) -> Option<&'v Problem> {
    if view.problems.of_file().is_some() {
        return None;
    }
    let all = || {
        let all = view.problems.iter().filter(|problem| problem.severity != Severity::Note);
        all.filter_map(|problem| Some((PageItem::of(&problem.location)?, problem)))
    };
    let own = all().find(|(other, _)| other == item);
    let found = own.or_else(|| all().find(|(other, _)| other.is_in_row_of(item)));
    found.map(|(_, problem)| problem)
}

impl Page {
    /// The broken file to edit: the selected workspace's own, else config.json.
    pub(super) fn broken_file(&self, view: &View<'_>) -> FileRef {
        match &self.selected {
            Some(PageItem::Workspace(root)) if !view.store.can_restore() => {
                FileRef::Workspace(root.clone())
            }
            _ => FileRef::Config,
        }
    }

    /// Handles an action while no filter is typed.
    pub(super) fn act(&mut self, action: Action, view: &View<'_>) -> Outcome {
        if let Some(outcome) = self.on_marked(action, view) {
            return outcome;
        }
        match action {
            Action::Go(way) if self.in_details => self.go_in_details(way, view),
            Action::Go(way) => self.go(way, view),
            Action::Section(way) => {
                self.go_to_next_section(way, view);
            }
            Action::SectionAt(n) => {
                let section = Section::ALL.get(n).copied();
                let is_there = section.is_some_and(|section| self.go_to_section(section, view));
                if !is_there && section == Some(Section::Workspaces) {
                    return Outcome::one(Effect::Toast(messages::NO_WORKSPACES.to_owned()));
                }
            }
            Action::ChooseDefault => return choose::default(Setting::Connection, view),
            Action::ChooseMidStream => return choose::mid_stream(view),
            Action::Add => return Outcome::push(Picker::presets()),
            Action::SignIn if self.selected.as_ref().and_then(PageItem::connection).is_none() => {
                return Outcome::push(Picker::sign_ins());
            }
            Action::Import => return Outcome::one(Effect::OpenImport),
            Action::Export => {
                let marked = self.marked.slugs(view.settings());
                return Outcome::push(PathPrompt::export(marked));
            }
            Action::FindServers => return LocalServers::open(),
            Action::Filter => {
                if !self.typing {
                    let top = self.rows.top();
                    let selected = self.selected.clone().map(|item| (item, top));
                    // Without a match nothing is selected: what was selected earlier still counts.
                    self.before_filter = selected.or(self.before_filter.take());
                }
                self.filter.get_or_insert_default();
                self.type_filter();
            }
            Action::Undo => return Outcome::one(Effect::Undo),
            Action::Redo => return Outcome::one(Effect::Redo),
            Action::EditFile => return Outcome::one(Effect::EditFile(self.broken_file(view))),
            Action::EditJson if view.store.can_restore() => {
                return Outcome::one(Effect::EditFile(FileRef::Config));
            }
            Action::Restore => return Outcome::one(Effect::AskRestore),
            Action::History => return Outcome::push(HistoryList::new(view)),
            Action::Problems => {
                let own = self.selected.as_ref().and_then(|item| problem_of(item, view));
                return Outcome::push(own.map_or_else(Problems::default, Problems::at));
            }
            Action::Details => {
                if self.selected.is_none() {
                    return Outcome::Ignored;
                }
                self.in_details = !self.in_details;
            }
            // Its message on the screen promises this key.
            Action::Back if view.probes.is_any_running() => {
                return Outcome::one(Effect::StopValidating);
            }
            Action::Back if self.in_details => self.in_details = false,
            Action::Back if !self.marked.is_empty() => self.marked.clear(),
            Action::Back => {
                if self.filter.is_some() {
                    self.leave_filter();
                }
                return Outcome::one(Effect::Dismiss);
            }
            Action::NextNotValid => return self.next_not_valid(view, false),
            Action::PreviousNotValid => return self.next_not_valid(view, true),
            Action::ValidateAll => {
                let ids = self.rows.connection_ids(view.settings());
                return validate_all(&ids, view);
            }
            Action::MarkAll => return self.mark_all(view),
            Action::Quit => return Outcome::one(Effect::Quit),
            // If the wheel has scrolled the row away, the key only shows it again.
            _ if !self.is_in_view(view) => self.follow = Follow::Row,
            Action::Mark => return self.mark(view),
            Action::Activate => return self.activate(view),
            Action::Before => self.go_to_cell(true, view),
            Action::After => self.go_to_cell(false, view),
            Action::Menu => {
                let Some(id) = self.selected.as_ref().and_then(PageItem::connection) else {
                    return Outcome::Ignored;
                };
                return Outcome::push(Menu::new(id.clone(), self.menu_place(view)));
            }
            other => return self.on_selected(other, view),
        }
        Outcome::taken()
    }

    pub(super) fn activate(&self, view: &View<'_>) -> Outcome {
        match &self.selected {
            Some(PageItem::Connection(id)) => edit(id, view),
            Some(PageItem::Workspace(root)) => not_editable(root, view),
            Some(PageItem::Add) => Outcome::push(Picker::presets()),
            Some(PageItem::FirstStep(start)) => Outcome::one(Effect::Do(start.action())),
            Some(item) => choose::open(item, view),
            None => Outcome::Ignored,
        }
    }

    /// Handles an action on the selection.
    fn on_selected(&self, action: Action, view: &View<'_>) -> Outcome {
        match (&self.selected, action) {
            (Some(PageItem::Connection(id)), action) => on_connection(action, id, view),
            (Some(PageItem::Override(root, setting)), Action::Delete) => {
                Outcome::one(choose::cleared(root, *setting, view))
            }
            _ => Outcome::Ignored,
        }
    }
}
