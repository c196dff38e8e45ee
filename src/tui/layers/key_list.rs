//! The keys and commands of the focused component. Typing filters them; enter runs one.

use crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::Span;

use crate::tui::component::{Component, Effect, Label, Outcome, Press, View};
use crate::tui::keymap::{Action, Binding, Key, KeyContext, Keymap, name_of};
use crate::tui::messages;
use crate::tui::widgets::filtered_list::{FilteredList, ListChoice, Searched};
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{Painter, centred, indented};
use crate::tui::widgets::text::{fit, width};

/// Columns for the keys.
const KEYS: usize = 22;

/// The maximum width of the box, frame included.
const WIDEST: usize = 96;

pub(crate) struct KeyList {
    list: FilteredList<Row>,
}

/// A command and its keys.
struct Row {
    keys: Vec<String>,
    label: &'static str,
    context: &'static str,
    action: Action,
}

impl KeyList {
    pub(crate) fn new(contexts: &[KeyContext], keymap: &Keymap) -> Self {
        let of = |context: &KeyContext| {
            let context = *context;
            keymap.rows().iter().filter(move |binding| binding.context == context)
        };
        let all = contexts.iter().flat_map(of);
        let rows = all.filter_map(|binding| Row::of(binding, contexts, keymap)).collect();
        Self { list: FilteredList::new(rows, 0, 0).literal() }
    }

    fn run(&self, line: usize) -> Outcome {
        match self.list.choice(line) {
            Some(ListChoice::Item(row)) => Outcome::Done(vec![Effect::Pop, Effect::Do(row.action)]),
            _ => Outcome::taken(),
        }
    }

    fn area(&self, view: &View<'_>) -> Rect {
        centred(view.body, WIDEST, self.list.len() + 3)
    }
}

impl Searched for Row {
    fn texts(&self) -> Vec<&str> {
        let names = [self.label, name_of(self.action)].into_iter();
        names.chain(self.keys.iter().map(String::as_str)).collect()
    }
}

impl Row {
    /// A binding, with only the keys that reach it in `contexts`; none if an earlier context claims
    /// all of them.
    fn of(binding: &Binding, contexts: &[KeyContext], keymap: &Keymap) -> Option<Self> {
        let is_meant = |key: &&Key| keymap.lookup(contexts, key.event()) == Some(binding.action);
        let keys: Vec<_> = binding.keys.iter().filter(is_meant).map(|key| key.name()).collect();
        let context = binding.context.title();
        let row = Self { keys, label: binding.label, context, action: binding.action };
        // A command that a person left without a key can still run from this list.
        (!row.keys.is_empty() || binding.keys.is_empty()).then_some(row)
    }
}

impl Component for KeyList {
    fn is_help(&self) -> bool {
        true
    }

    fn key_contexts(&self) -> Vec<KeyContext> {
        vec![KeyContext::Picker, KeyContext::FilteredList, KeyContext::Everywhere]
    }

    fn hint(&self, action: Action, suggested: Label, _view: &View<'_>) -> Option<Label> {
        match action {
            Action::Activate => Some(messages::RUN_COMMAND),
            Action::Back => Some(messages::CLOSE_KEYS),
            _ => Some(suggested),
        }
    }

    fn action(&mut self, action: Action, view: &View<'_>) -> Outcome {
        match action {
            Action::Go(way) => {
                self.list.go(way, self.area(view));
                Outcome::taken()
            }
            Action::Activate => self.run(self.list.at()),
            Action::Back => Outcome::one(Effect::Pop),
            _ => Outcome::Ignored,
        }
    }

    fn typed(&mut self, key: KeyEvent, view: &View<'_>) -> Outcome {
        // The key that opened the list also closes it.
        let meant = view.keymap.lookup(&[KeyContext::Page, KeyContext::List], key);
        if meant == Some(Action::Help) && !self.list.is_typed_in() {
            return Outcome::one(Effect::Pop);
        }
        if self.list.typed(key) { Outcome::taken() } else { Outcome::Ignored }
    }

    fn pasted(&mut self, text: &str, _view: &View<'_>) -> Outcome {
        self.list.paste(text);
        Outcome::taken()
    }

    fn pressed(&mut self, target: Target, press: Press, _: &View<'_>) -> Outcome {
        match (target, press) {
            (Target::Row(n), Press::Click) => self.run(n),
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
        painter.boxed(area, messages::KEYS);
        let words = (messages::TYPE_TO_FILTER, messages::NOTHING_MATCHES);
        self.list.draw(painter, area, words, |painter, line, choice| {
            let ListChoice::Item(found) = choice else { return };
            let theme = painter.theme;
            let keys = fit(&found.keys.join("  "), KEYS - 1).into_owned();
            painter.line(line, Span::styled(keys, theme.key()));
            let rest = indented(line, KEYS);
            let room = usize::from(rest.width);
            painter.line(rest, Span::raw(fit(found.label, room)));
            if width(found.label) + 2 + width(found.context) <= room {
                painter.right(rest, Span::styled(found.context, theme.dim()));
            }
        });
    }
}
