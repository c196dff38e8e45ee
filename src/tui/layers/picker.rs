//! A filterable list to pick from. Items can have headings, which disappear while a filter is
//! typed.

use crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::Span;

use crate::settings::catalogue::shown_id;
use crate::settings::connection::models::about_tokens;
use crate::settings::connection::models::offered::ModelOffer;
use crate::settings::connection::presets::{Preset, PresetGroup, presets_of};
use crate::settings::credential::exposed;
use crate::settings::redact::redacted_text;
use crate::tui::component::{Answer, Component, Effect, Outcome, Press, View};
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::widgets::filtered_list::{FilteredList, ListChoice, Searched};
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{Painter, centred, padded, row};
use crate::tui::widgets::text::{fit, width};

/// Turns typed text that matches no item into an answer.
pub(crate) type Free = Box<dyn Fn(String) -> Answer>;

pub(crate) struct Picker {
    title: String,
    list: FilteredList<Item>,
    /// None if only the items can be picked.
    free: Option<Free>,
}

pub(crate) struct Item {
    pub label: String,
    pub note: String,
    /// Known facts, in aligned columns; empty if there are none.
    pub facts: String,
    pub answer: Answer,
}

impl Item {
    pub(crate) fn new(label: impl Into<String>, note: impl Into<String>, answer: Answer) -> Self {
        Self { label: label.into(), note: note.into(), facts: String::new(), answer }
    }
}

impl Searched for Item {
    fn texts(&self) -> Vec<&str> {
        vec![&self.label, &self.note]
    }
}

fn item_of(preset: &'static Preset) -> Item {
    let note = match &preset.key {
        Some(key) => messages::preset_note(&preset.note, key),
        None => preset.note.clone(),
    };
    Item::new(&preset.name, note, Answer::Preset(preset))
}

/// A model's facts: context, abilities, price per million tokens in and out.
fn facts(offer: &ModelOffer) -> String {
    let context = offer.context_window.map(about_tokens).unwrap_or_default();
    let thinking = if offer.thinking == Some(true) { messages::THINKS } else { "" };
    let images = if offer.images == Some(true) { messages::SEES_IMAGES } else { "" };
    let price = offer.price.map(price).unwrap_or_default();
    let facts = format!("{context:>5} {thinking:5} {images:3} {price:>11}");
    if facts.trim().is_empty() { String::new() } else { facts }
}

/// Dollars in and out, or a note that the price depends on the model that a router picks.
fn price((input, output): (f64, f64)) -> String {
    if input < 0.0 || output < 0.0 {
        return messages::PRICE_VARIES.to_owned();
    }
    let dollars = |n: f64| {
        let cents = format!("{n:.2}");
        cents.strip_suffix(".00").unwrap_or(&cents).to_owned()
    };
    format!("{}/{}", dollars(input), dollars(output))
}

impl Picker {
    /// Models to pick from; a person can also type another id. The first item, labeled by the
    /// caller, stands for no model.
    pub(crate) fn models(
        title: &str,
        (unset, about): (&str, &str),
        offered: Vec<ModelOffer>,
        selected: Option<&str>,
        answer: impl Fn(Option<String>) -> Answer + 'static,
    ) -> Self {
        let selected = selected.map(shown_id);
        let selected = offered.iter().position(|offer| selected == Some(shown_id(&offer.id)));
        let first = Item::new(unset, about, answer(None));
        let items = offered.into_iter().map(|offer| Item {
            facts: facts(&offer),
            note: {
                let id = (offer.name != offer.shown_id).then(|| redacted_text(&offer.shown_id));
                let listed = offer.only_listed.then(|| messages::LISTED_BY_ENDPOINT.to_owned());
                let notes: Vec<String> = id.into_iter().chain(listed).collect();
                notes.join(" · ")
            },
            answer: answer(Some(offer.id)),
            label: offer.name,
        });
        let items = std::iter::once(first).chain(items).collect();
        let free = Box::new(move |id| answer(Some(id)));
        Self::new(title, items, Some(free), selected.map(|at| at + 1))
    }

    /// Items to pick from; one can be preselected.
    pub(crate) fn new(
        title: &str,
        items: Vec<Item>,
        free: Option<Free>,
        selected: Option<usize>,
    ) -> Self {
        let mut list = FilteredList::new(items, selected.unwrap_or_default(), 0);
        list.takes_any = free.is_some();
        Self { title: title.to_owned(), list, free }
    }

    /// All providers, grouped by how to get a first model. The local group starts with a search for
    /// running servers.
    pub(crate) fn presets() -> Self {
        let mut items: Vec<Item> = Vec::new();
        let mut headings = Vec::new();
        for group in [PresetGroup::ApiKey, PresetGroup::SignIn, PresetGroup::LocalServer] {
            headings.push((items.len(), messages::preset_heading(group)));
            if group == PresetGroup::LocalServer {
                let servers = messages::names_of_local_servers();
                items.push(Item::new(messages::FIND_LOCAL_SERVERS, servers, Answer::FindServers));
            }
            items.extend(presets_of(group).map(item_of));
        }
        let mut picker = Self::new(messages::ADD_CONNECTION, items, None, None);
        picker.list.set_headings(headings);
        picker
    }

    /// The subscription providers, each with its login method.
    pub(crate) fn sign_ins() -> Self {
        let items = presets_of(PresetGroup::SignIn).map(item_of).collect();
        Self::new(PresetGroup::SignIn.label(), items, None, None)
    }

    fn pick(&self, line: usize) -> Outcome {
        let answer = match (self.list.choice(line), &self.free) {
            (Some(ListChoice::Item(item)), _) => item.answer.clone(),
            (Some(ListChoice::Typed(text)), Some(free)) => {
                if let Some(problem) = exposed::problem_of_text(&self.title, text) {
                    return Outcome::one(Effect::Alert(problem));
                }
                free(text.to_owned())
            }
            _ => return Outcome::taken(),
        };
        Outcome::Done(vec![Effect::Pop, Effect::Answer(answer)])
    }

    fn area(&self, view: &View<'_>) -> Rect {
        let items = self.list.items.iter();
        let wide = items.map(|i| width(&i.label) + width(&i.note) + width(&i.facts) + 8).max();
        centred(view.body, wide.unwrap_or_default().clamp(44, 100), self.list.len() + 3)
    }
}

impl Component for Picker {
    fn key_contexts(&self) -> Vec<KeyContext> {
        vec![KeyContext::Picker, KeyContext::FilteredList, KeyContext::Everywhere]
    }

    fn action(&mut self, action: Action, view: &View<'_>) -> Outcome {
        match action {
            Action::Go(way) => {
                self.list.go(way, self.area(view));
                Outcome::taken()
            }
            Action::Activate => self.pick(self.list.at()),
            Action::Back => Outcome::one(Effect::Pop),
            _ => Outcome::Ignored,
        }
    }

    fn typed(&mut self, key: KeyEvent, _view: &View<'_>) -> Outcome {
        if self.list.typed(key) { Outcome::taken() } else { Outcome::Ignored }
    }

    fn pasted(&mut self, text: &str, _view: &View<'_>) -> Outcome {
        self.list.paste(text);
        Outcome::taken()
    }

    fn pressed(&mut self, target: Target, _press: Press, _view: &View<'_>) -> Outcome {
        match target {
            Target::Row(n) => self.pick(n),
            _ => Outcome::taken(),
        }
    }

    fn wheel(&mut self, _target: Target, by: isize, view: &View<'_>) {
        self.list.scroll(by, self.area(view));
    }

    fn sync(&mut self, view: &View<'_>) {
        self.list.sync(self.area(view));
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let area = self.area(view);
        let inside = painter.boxed(area, &self.title);
        let hint = match self.free {
            Some(_) => messages::FILTER_OR_MODEL,
            None => messages::TYPE_TO_FILTER,
        };
        let words = (hint, messages::NOTHING_MATCHES);
        self.list.draw(painter, area, words, |painter, line, choice| match choice {
            ListChoice::Item(item) => {
                draw_item(painter, line, &item.label, &item.note, &item.facts);
            }
            ListChoice::Typed(text) => draw_item(painter, line, text, messages::AS_TYPED, ""),
        });
        let top = row(inside, 0);
        let has_room = usize::from(top.width) > width(hint) + width(messages::MODEL_FACTS) + 4;
        if has_room && self.list.items.iter().any(|item| !item.facts.is_empty()) {
            let facts = Span::styled(messages::MODEL_FACTS, painter.theme.dim());
            painter.right(padded(top), facts);
        }
    }
}

/// The facts get room before the id, and the label before both.
fn draw_item(painter: &mut Painter<'_>, area: Rect, label: &str, note: &str, facts: &str) {
    let room = usize::from(area.width);
    painter.line(area, Span::raw(fit(label, room).into_owned()));
    let left = room.saturating_sub(width(label) + 2);
    let (facts, left) = match left.checked_sub(width(facts) + 2) {
        Some(left) if !facts.is_empty() => (facts, left),
        _ => ("", left),
    };
    let note = fit(note, left).into_owned();
    let gap = if facts.is_empty() { "" } else { "  " };
    let note = Span::styled(note, painter.theme.dim());
    painter.right(area, vec![note, Span::raw(format!("{gap}{facts}"))]);
}
