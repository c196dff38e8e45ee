//! All connections, asked about at once: how far that is, and what came of it.

use std::time::Instant;

use super::finding::Tone;
use super::{About, Checks, SAID_FOR};
use crate::probe::report::{Verdict, seconds};
use crate::settings::ConnectionId;

/// All connections, asked about at once.
pub(super) struct Round {
    pub about: Vec<ConnectionId>,
    pub began: Instant,
}

impl Checks {
    /// Says that these are all that there are.
    pub fn begin_round(&mut self, about: Vec<ConnectionId>) {
        self.round = Some(Round { about, began: Instant::now() });
    }

    /// Gives up all that is asked about connections of the list; what is to be said of that, where
    /// there was anything.
    pub fn cancel_connections(&mut self) -> Option<String> {
        let told = match &self.round {
            Some(round) => {
                let all = round.about.len();
                let done = all - self.left_of_round();
                format!("Validating was cancelled: {done} of {all} were asked")
            }
            None => "Validating was cancelled".to_owned(),
        };
        self.round_is_over();
        let running = self.by_number.values();
        let all: Vec<About> = running.filter(|a| **a != About::Draft).cloned().collect();
        for about in &all {
            self.cancel(about);
        }
        (!all.is_empty()).then_some(told)
    }

    /// From now on those that are valid say so for a moment only.
    fn round_is_over(&mut self) -> Option<Round> {
        let round = self.round.take()?;
        for id in &round.about {
            let check = self.all.get_mut(&About::Connection(id.clone()));
            let last = check.and_then(|check| check.last.as_mut());
            if let Some(answer) = last.filter(|answer| answer.tone() == Tone::Good) {
                answer.until = Some(Instant::now() + SAID_FOR);
            }
        }
        Some(round)
    }

    pub(super) fn left_of_round(&self) -> usize {
        let all = self.round.iter().flat_map(|round| &round.about);
        all.filter(|id| self.is_running(&About::Connection((*id).clone()))).count()
    }

    /// How far the asking about all is, in a sentence; none where that is not under way.
    pub fn progress(&self) -> Option<String> {
        let round = self.round.as_ref()?;
        let all = round.about.len();
        let done = all - self.left_of_round();
        Some(format!("Validating {all} connections: {done} done · esc cancels"))
    }

    /// Ends the asking about all: whether all are valid, and what came of it, in a sentence.
    pub fn end_round(&mut self) -> Option<(bool, String)> {
        let round = self.round_is_over()?;
        let took = seconds(round.began.elapsed());
        let verdicts = round.about.iter().filter_map(|id| Some(self.of_id(id)?.verdict()));
        let verdicts: Vec<Verdict> = verdicts.collect();
        let count = |verdict: Verdict| verdicts.iter().filter(|v| **v == verdict).count();
        let (valid, failed) = (count(Verdict::Valid), count(Verdict::Failed));
        if valid == verdicts.len() {
            return Some((true, format!("All {valid} connections are valid · {took}")));
        }
        let unproven = match count(Verdict::Unproven) {
            0 => String::new(),
            n => format!(", {n} not proven"),
        };
        Some((
            false,
            format!("{valid} valid, {failed} failed{unproven} · {took} · n goes to the next"),
        ))
    }
}
