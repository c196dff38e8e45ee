//! The filter: a fuzzy search by name, slug, provider, host and model that records the matched
//! letters, and an exact one by the words for modes and states.

use std::cmp::Reverse;

use nucleo_matcher::pattern::{Atom, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::status::{self, own_problem, state};
use crate::settings::connection::endpoint;
use crate::settings::connection::midstream::MidStream;
use crate::settings::{Connection, Settings};
use crate::tui::component::View;

/// The part of a connection that a word of the filter matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MatchedPart {
    Name,
    /// The provider's label.
    Provider,
    /// The host that Craft connects to.
    Host,
    /// The configured endpoint's host, if the row shows another one.
    Endpoint,
    Slug,
    Model,
    /// The mid-stream mode or the state, which the row shows anyway.
    State,
}

/// Where a word matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub part: MatchedPart,
    pub text: String,
    pub at: Vec<usize>,
}

/// The fewest letters that can stand for a mode or a state.
const LEAST: usize = 3;

/// The text of the filter, parsed.
pub(super) struct Query {
    text: String,
    pattern: Pattern,
    /// The words for modes and states that it contains.
    states: Vec<&'static str>,
}

impl Query {
    pub(super) fn new(text: &str) -> Self {
        let modes = MidStream::ALL.map(MidStream::value);
        let known = || modes.into_iter().chain(status::WORDS);
        let words = text.split_whitespace().filter(|word| word.len() >= LEAST);
        let states = words.filter_map(|word| {
            let word = word.to_lowercase();
            known().find(|known| known.starts_with(&word))
        });
        Self {
            text: text.to_owned(),
            states: states.collect(),
            pattern: Pattern::parse(text, CaseMatching::Smart, Normalization::Smart),
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whether its matches can change without a change of the files.
    pub(super) fn is_about_states(&self) -> bool {
        !self.states.is_empty()
    }

    /// The positions of the connections that match every word, best first, with the matches.
    pub(super) fn matches(&self, view: &View<'_>, order: &[usize]) -> Vec<(usize, Vec<Mark>)> {
        let settings = view.settings();
        let words_of = |position: usize| {
            if self.states.is_empty() {
                return Vec::new();
            }
            let connection = &settings.connections()[position];
            let mut words = vec![connection.mid_stream().0.value()];
            let id = settings.id_at(position);
            let own = || own_problem(settings, connection);
            words.extend(state(view, &id, connection, own).word);
            if settings.default_position() == Some(position) {
                words.push("default");
            }
            if is_unused(settings, position) {
                words.push("unused");
            }
            words
        };
        self.find(settings, order, words_of)
    }

    fn find(
        &self,
        settings: &Settings,
        order: &[usize],
        words_of: impl Fn(usize) -> Vec<&'static str>,
    ) -> Vec<(usize, Vec<Mark>)> {
        let mut finder = Finder { matcher: Matcher::new(Config::DEFAULT), buffer: Vec::new() };
        let mut found: Vec<(u32, usize, Vec<Mark>)> = order
            .iter()
            .filter_map(|&position| {
                let connection = &settings.connections()[position];
                let words = words_of(position);
                let (score, marks) =
                    finder.connection(&self.pattern.atoms, connection, &words, &self.states)?;
                Some((score, position, marks))
            })
            .collect();
        // A stable sort: equal scores keep the page's order.
        found.sort_by_key(|(score, ..)| Reverse(*score));
        found.into_iter().map(|(_, position, marks)| (position, marks)).collect()
    }
}

/// Whether no new chat and no session uses a connection, as far as the files show.
fn is_unused(settings: &Settings, position: usize) -> bool {
    let sessions = settings.sessions().of(settings.connections()[position].slug());
    settings.default_position() != Some(position)
        && sessions.is_empty()
        && settings.workspaces_that_use(position).next().is_none()
}

struct Finder {
    matcher: Matcher,
    buffer: Vec<char>,
}

impl Finder {
    /// Scores a connection against all atoms. `words` describe its mode and state. `states` are the
    /// mode and state words in the query, whose letters must not match fuzzily.
    fn connection(
        &mut self,
        atoms: &[Atom],
        connection: &Connection,
        words: &[&str],
        states: &[&str],
    ) -> Option<(u32, Vec<Mark>)> {
        let mut total = 0;
        let mut marks = Vec::new();
        for word in atoms {
            let typed = word.needle_text().to_string().to_lowercase();
            let means = |known: &&&str| typed.len() >= LEAST && known.starts_with(&typed);
            if words.iter().any(|known| means(&known)) {
                marks.push(Mark { part: MatchedPart::State, text: String::new(), at: Vec::new() });
                continue;
            }
            let (score, part, text) = self.best(word, connection)?;
            // Scattered letters that spell “queue” don't count as a match.
            if states.iter().any(|known| means(&known)) && !text.to_lowercase().contains(&typed) {
                return None;
            }
            total += score;
            let mut at = Vec::new();
            word.indices(Utf32Str::new(&text, &mut self.buffer), &mut self.matcher, &mut at);
            at.sort_unstable();
            let at = at.into_iter().filter_map(|n| usize::try_from(n).ok()).collect();
            marks.push(Mark { part, text, at });
        }
        Some((total, marks))
    }

    fn best(&mut self, word: &Atom, connection: &Connection) -> Option<(u32, MatchedPart, String)> {
        let mut best: Option<(u32, MatchedPart, String)> = None;
        let mut offer = |finder: &mut Self, part: MatchedPart, text: &str| {
            if let Some(score) =
                word.score(Utf32Str::new(text, &mut finder.buffer), &mut finder.matcher)
            {
                // People mostly mean the name: prefer it to a similar match elsewhere.
                let score = u32::from(score) + u32::from(part == MatchedPart::Name) * 8;
                if best.as_ref().is_none_or(|(other, ..)| score > *other) {
                    best = Some((score, part, text.to_owned()));
                }
            }
        };
        offer(self, MatchedPart::Name, &connection.display_name());
        offer(self, MatchedPart::Provider, connection.provider_label());
        let host = connection.shown_host();
        if let Some(host) = host {
            offer(self, MatchedPart::Host, host);
        }
        if let Some(named) = connection.filled("baseUrl") {
            let named = endpoint::host(named);
            if host != Some(named) {
                offer(self, MatchedPart::Endpoint, named);
            }
        }
        offer(self, MatchedPart::Slug, connection.slug());
        for model in connection.model_ids() {
            offer(self, MatchedPart::Model, connection.shown_model(model));
        }
        if let Some(model) = connection.text("defaultModel") {
            offer(self, MatchedPart::Model, connection.shown_model(model));
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn found(query: &str) -> Vec<(usize, Vec<Mark>)> {
        let settings = Settings::from_value(json!({"workspaces": [], "llmConnections": [
            {"slug": "work", "name": "Anthropic", "providerType": "anthropic", "authType": "api_key", "models": ["claude-opus"]},
            {"slug": "local-one", "name": "Ollama", "providerType": "openai_compat", "authType": "none",
             "baseUrl": "http://localhost:11434", "models": [{"id": "qwen3"}]},
        ]}))
        .expect("usable");
        Query::new(query).find(&settings, &[0, 1], |_| Vec::new())
    }

    fn first(query: &str) -> Option<(usize, MatchedPart, String)> {
        let (position, marks) = found(query).into_iter().next()?;
        let mark = &marks[0];
        let letters: Vec<char> = mark.text.chars().collect();
        Some((position, mark.part, mark.at.iter().map(|&i| letters[i]).collect()))
    }

    #[test]
    fn every_part_of_a_connection_is_found_by_its_letters() {
        assert_eq!(first("olma"), Some((1, MatchedPart::Name, "Olma".to_owned())));
        assert_eq!(first("antapi"), Some((0, MatchedPart::Provider, "AntAPI".to_owned())));
        assert_eq!(first("openai.com"), Some((1, MatchedPart::Host, "openai.com".to_owned())));
        assert_eq!(first("11434"), Some((1, MatchedPart::Endpoint, "11434".to_owned())));
        assert_eq!(first("work"), Some((0, MatchedPart::Slug, "work".to_owned())));
        assert_eq!(first("qwen"), Some((1, MatchedPart::Model, "qwen".to_owned())));
    }

    #[test]
    fn every_word_must_match_something() {
        assert_eq!(found("ollama qwen").len(), 1);
        assert_eq!(found("ollama opus").len(), 0);
        assert_eq!(found("").len(), 2);
    }
}
