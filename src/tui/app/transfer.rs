//! Export and import: reading and writing their files.

use std::io::ErrorKind;
use std::path::Path;
use std::time::SystemTime;

use super::App;
use super::toast::Message;
use crate::settings::transfer::tools::Tool;
use crate::settings::transfer::{export, words};
use crate::store::messages::{export_unwritable, import_unreadable};
use crate::store::{now_ms, parse_export, read_export_file, write_export};
use crate::system::tool_files::MachineSources;
use crate::tui::component::{Answer, Effect, ExportRequest, Outcome};
use crate::tui::layers::confirm::Confirm;
use crate::tui::layers::import_list::ImportList;
use crate::tui::layers::path_prompt::PathPrompt;
use crate::tui::layers::picker::{Item, Picker};
use crate::tui::messages::transfer as messages;

impl App {
    fn sources(&self) -> MachineSources {
        // The demo uses nothing from this machine.
        let home = self.store.paths().home.clone();
        MachineSources { home, with_variables: !self.options.demo }
    }

    /// Opens the choice of import sources: a file, and the programs that offer something.
    pub(super) fn open_import(&self) -> Outcome {
        let (sources, now_ms) = (self.sources(), now_ms());
        let offering = Tool::ALL.into_iter().filter_map(|tool| {
            let found = tool.find(&sources, self.store.settings(), now_ms);
            let count = found.offers.len();
            let answer = Answer::Import(Some(tool));
            (count > 0).then(|| Item::new(tool.label(), messages::offers(count), answer))
        });
        let file = Item::new(messages::A_FILE, messages::MADE_BY_EXPORT, Answer::Import(None));
        let items: Vec<Item> = std::iter::once(file).chain(offering).collect();
        if items.len() == 1 {
            return Outcome::push(PathPrompt::import().without_programs());
        }
        Outcome::push(Picker::new(messages::IMPORT_FROM, items, None, None))
    }

    /// Opens the list of what a program offers to import.
    pub(super) fn import_from(&self, tool: Tool) -> Outcome {
        let found = tool.find(&self.sources(), self.store.settings(), now_ms());
        Outcome::push(ImportList::of_tool(tool, found))
    }

    /// Replaces the path prompt with the list of what the export file contains.
    pub(super) fn import_file(&self, typed: &str) -> Result<Outcome, String> {
        let path = self.store.paths().expand(typed);
        let shown = self.store.paths().shown(&path);
        let text = read_export_file(&path).map_err(|error| import_unreadable(&shown, &error))?;
        let document = parse_export(&shown, &text).map_err(|wrong| wrong.join(" "))?;
        let is_empty = document.connections.is_empty() && document.workspaces.is_empty();
        if is_empty && document.default.is_none() && document.thinking.is_none() {
            return Err(words::NOTHING_TO_IMPORT.to_owned());
        }
        let list = ImportList::of_file(&shown, document, self.store.settings(), now_ms());
        Ok(Outcome::Done(vec![Effect::Pop, Effect::push(list)]))
    }

    /// A path as people write it. The demo's home folder means nothing to a person: there it is in
    /// full.
    fn shown_path(&self, path: &Path) -> String {
        let home = self.store.paths().home.as_ref();
        if self.options.demo && home.is_some_and(|home| path.starts_with(home)) {
            return path.display().to_string();
        }
        self.store.paths().shown(path)
    }

    /// Writes an export, or asks before overwriting a file.
    pub(super) fn export(&mut self, request: &ExportRequest) -> Result<Outcome, String> {
        let path = self.store.paths().expand(&request.path);
        let shown = self.shown_path(&path);
        let at = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
        let export = export(self.store.settings(), request.only.as_deref(), &at)
            .map_err(|wrong| wrong.join(" "))?;
        match write_export(&path, &export.text(), request.replaces) {
            Ok(()) => {
                self.show_toast(Message::info(messages::exported(export.count(), &shown)));
                Ok(Outcome::one(Effect::Pop))
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                let again = ExportRequest { replaces: true, ..request.clone() };
                let lines = vec![messages::REPLACED_IS_LOST.to_owned()];
                let title = messages::ask_to_replace(&shown);
                let then = vec![Effect::Export(again)];
                let question = Confirm::new(title, lines, messages::REPLACE, then);
                Ok(Outcome::push(question.careful(crate::tui::messages::CANCEL)))
            }
            Err(error) => Err(export_unwritable(&shown, &error)),
        }
    }
}
