//! Editing an unusable Craft file in the person's editor.

use super::App;
use super::toast::Message;
use crate::settings::edit::diff::FileRef;
use crate::store::RepairError;
use crate::tui::component::{Effect, Outcome};
use crate::tui::editor::FileDraft;
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::layers::confirm::Confirm;
use crate::tui::messages;
use crate::tui::widgets::text::capitalized;

use super::TerminalRequest;

impl App {
    /// Requests the editor at the place where the file is broken, with the refused text if there is
    /// one.
    pub(super) fn edit_file(&mut self, file: &FileRef) -> Result<(), String> {
        let refused = self.refused_file.take_if(|refused| refused.seen.file == *file);
        let draft = if let Some(draft) = refused {
            draft
        } else {
            let seen = self.store.broken_file(file);
            let seen = seen.map_err(|why| capitalized(&format!("{why}.")))?;
            let (text, position) = (seen.bytes.clone(), seen.position);
            Box::new(FileDraft { seen, text, position })
        };
        self.requests.push_back(TerminalRequest::EditFile(draft));
        Ok(())
    }

    /// Saves what came back, or explains where and why it is refused and keeps the text.
    pub(super) fn file_edited(&mut self, mut draft: Box<FileDraft>) {
        let name = self.store.paths().shown(&draft.seen.path);
        if draft.text.trim_ascii().is_empty() {
            return self.show_toast(Message::info(messages::editor_left_nothing()));
        }
        if draft.text == draft.seen.bytes {
            return self.show_toast(Message::info(messages::still_broken(&name)));
        }
        let repaired = self.save(|store| store.repair(&draft.seen, &draft.text));
        self.revision += 1;
        let Err(why) = repaired else {
            (self.message, self.suspended_message) = (None, None);
            return self.show_toast(Message::info(messages::repaired(&name)));
        };
        match &why {
            RepairError::Unusable { position, .. } => draft.position = *position,
            // The person knows now and may overwrite it on the next try: the current file is backed
            // up.
            RepairError::Changed(_) => {
                if let Ok(seen) = self.store.broken_file(&draft.seen.file) {
                    draft.seen = seen;
                }
            }
            _ => {}
        }
        let edit = self.keymap.key_of(KeyContext::Page, Action::EditFile);
        let lines = vec![capitalized(&format!("{why}.")), messages::text_is_kept(&edit)];
        let again = vec![Effect::EditFile(draft.seen.file.clone())];
        self.refused_file = Some(draft);
        let question = Confirm::new(messages::not_saved(&name), lines, messages::EDIT_AGAIN, again);
        self.apply(Outcome::push(question.or_else(messages::LATER, Vec::new())));
    }
}
