//! The list of all problems, in the order in which the screen and `check` show them.

use super::Problem;
use super::judged_fixes::JudgedFixes;
use super::starts::Starts;
use crate::settings::Settings;
use crate::settings::workspace::performance::Switch;

impl Settings {
    /// All problems, the most severe first, then in display order. `now` is in milliseconds since
    /// the epoch, for fixes that set a timestamp.
    pub fn problems(&self, now: u64) -> Vec<Problem> {
        let mut found = Vec::new();
        self.diagnose_file(now, &mut found);
        found.extend(self.diagnose_credentials());
        self.diagnose_moved_credentials(&mut found);
        found.extend(self.diagnose_default());
        found.extend(self.diagnose_login_of_default(now));
        for workspace in self.workspaces() {
            found.extend(self.diagnose_workspace(workspace, now));
        }
        let variables = self.environment().variables();
        let mut seen = (Starts::of(self), JudgedFixes::default());
        for position in self.display_order() {
            self.diagnose_connection(position, (now, &variables), &mut seen, &mut found);
            self.diagnose_login(position, now, &mut found);
            self.diagnose_unused_credentials(position, &mut found);
        }
        found.extend(Switch::ALL.into_iter().filter_map(|s| self.diagnose_switch(s)));
        found.sort_by_key(|d| d.severity);
        found
    }
}
