//! Replaces an unusable config.json with a good copy.

use std::time::SystemTime;

use super::App;
use super::toast::Message;
use crate::store::{GoodCopy, Opened};
use crate::text::age::ago;
use crate::text::capitalized;
use crate::tui::component::{Effect, Outcome};
use crate::tui::layers::confirm::Confirm;
use crate::tui::messages;

impl App {
    /// Asks whether to restore the newest good copy.
    pub(super) fn ask_restore(&self) -> Result<Outcome, String> {
        let Some(why) = self.store.unreadable() else {
            let none = messages::NOTHING_TO_RESTORE.to_owned();
            return Ok(Outcome::one(Effect::Toast(none)));
        };
        if !self.store.can_restore() {
            return Err(capitalized(&messages::no_backup_replaces(&why.to_string())));
        }
        let copy = self.store.newest_good_copy().map_err(|why| capitalized(&why.to_string()))?;
        let lines = vec![describe(&copy), messages::replaced_text_is_kept()];
        let then = vec![Effect::Restore(Box::new(copy.opened))];
        let question =
            Confirm::new(messages::RESTORE_CONFIG.to_owned(), lines, messages::RESTORE, then);
        Ok(Outcome::push(question))
    }

    /// Restores it, unless the file has become usable meanwhile.
    pub(super) fn restore(&mut self, opened: &Opened) -> Result<(), String> {
        self.store.reload(true);
        let restored = if self.store.can_restore() {
            self.save(|store| store.restore(opened)).map_err(|why| capitalized(&why.to_string()))
        } else {
            Err(messages::not_restored())
        };
        self.revision += 1;
        restored?;
        (self.message, self.suspended_message) = (None, None);
        self.show_toast(Message::info(messages::restored()));
        Ok(())
    }
}

fn describe(copy: &GoodCopy) -> String {
    let backup = (!copy.is_last_read).then_some(copy.opened.backup.name.as_str());
    let age = copy.at.map(|at| SystemTime::now().duration_since(at).unwrap_or_default());
    let connections = copy.opened.settings.connections().len();
    messages::good_copy(backup, age.map(ago).as_deref(), connections)
}
