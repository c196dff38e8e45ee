//! Model servers on this machine. A search runs on request; a server is added together with its
//! models.

use ratatui::layout::Rect;
use ratatui::text::Span;

use crate::probe::local_servers::PortAnswer;
use crate::settings::connection::endpoint::host;
use crate::settings::connection::local_server::{LocalServer, LocalServerKind};
use crate::settings::edit::Edit;
use crate::settings::edit::draft::Draft;
use crate::settings::edit::messages::{StateChange, default_sentence};
use crate::settings::{Connection, ConnectionId};
use crate::tui::component::{Component, Effect, Label, Outcome, Press, View, WhyNot};
use crate::tui::form::Form;
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::page::PageItem;
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::marks;
use crate::tui::widgets::painter::{Painter, centred, indented, row, widest};
use crate::tui::widgets::text::{fit, wrap};

/// Columns before the name, between cells, and for the longest host.
const NAME_AT: usize = 3;
const GAP: usize = 2;
const HOST: usize = 15;

/// Lines for the details of the selected row.
const ABOUT: usize = 3;

const WIDEST: usize = 76;

#[derive(Default)]
pub(crate) struct LocalServers {
    at: usize,
    /// Whether the person chose the row. Until then, the first server found is selected.
    is_chosen: bool,
}

/// What a row offers.
enum Row<'v> {
    /// No server, or the search has no answer yet.
    Empty,
    /// A running server, and the connection that already uses it.
    Server(&'v LocalServer, Option<ConnectionId>),
}

impl LocalServers {
    /// Opens the layer and starts the search.
    pub(crate) fn open() -> Outcome {
        Outcome::Done(vec![Effect::push(Self::default()), Effect::FindLocalServers])
    }

    const fn usual(&self) -> LocalServerKind {
        LocalServerKind::ALL[self.at]
    }

    fn answer<'v>(&self, view: &View<'v>) -> Option<&'v PortAnswer> {
        view.probes.local_servers().answer(self.usual())
    }

    fn row<'v>(&self, view: &View<'v>) -> Row<'v> {
        match self.answer(view).and_then(PortAnswer::server) {
            Some(server) => Row::Server(server, view.settings().connection_at(server)),
            None => Row::Empty,
        }
    }

    /// The details of the selected row.
    fn about(&self, view: &View<'_>) -> String {
        let Some(answer) = self.answer(view) else {
            return view.probes.local_servers().failure.clone().unwrap_or_default();
        };
        match self.row(view) {
            // The answering program may still be the server, or the server may use another port.
            Row::Empty if self.is_taken(view) => {
                let edit = view.keymap.key_of(KeyContext::LocalServers, Action::Edit);
                messages::add_by_hand(self.usual().name(), &edit)
            }
            Row::Empty => answer.advice(self.usual()).unwrap_or_default(),
            Row::Server(_, Some(id)) => {
                let name = view.settings().connection(&id).map(|c| c.display_name());
                let name = name.unwrap_or_default();
                messages::already_connected_at(&name)
            }
            Row::Server(server, None) if server.asks_for_key => messages::key_is_asked(server.kind),
            Row::Server(server, None) => {
                answer.advice(self.usual()).unwrap_or_else(|| messages::what_is_added(server))
            }
        }
    }

    /// Whether an unrecognized program holds the server's usual port.
    fn is_taken(&self, view: &View<'_>) -> bool {
        matches!(self.answer(view), Some(PortAnswer::Stranger | PortAnswer::Silence))
    }

    /// Adds the server, or opens its existing connection.
    fn add(&self, view: &View<'_>) -> Outcome {
        match self.row(view) {
            Row::Empty => Outcome::taken(),
            Row::Server(_, Some(id)) => {
                Outcome::Done(vec![Effect::Pop, Effect::Select(PageItem::Connection(id))])
            }
            Row::Server(server, None) if server.asks_for_key => edit(server, view),
            Row::Server(server, None) => save(server, view, |add, _| add),
        }
    }

    /// Like [`Self::add`], and also makes the connection the default.
    fn make_default(&self, view: &View<'_>) -> Outcome {
        let settings = view.settings();
        match self.row(view) {
            Row::Server(_, Some(id)) => {
                let then = match settings.connection(&id) {
                    Some(own) if settings.stored_default() == Some(&id.slug) => {
                        Effect::Toast(default_sentence(&own.display_name(), StateChange::Unchanged))
                    }
                    _ => Effect::Edit(settings.make_default(&id)),
                };
                Outcome::Done(vec![Effect::Pop, Effect::Select(PageItem::Connection(id)), then])
            }
            Row::Server(server, None) => save(server, view, |add, id| {
                // The first connection becomes the default anyway.
                if settings.connections().is_empty() {
                    return add;
                }
                Edit::All(vec![add, settings.make_default(id)])
            }),
            Row::Empty => Outcome::taken(),
        }
    }

    fn area(view: &View<'_>) -> Rect {
        centred(view.body, WIDEST, LocalServerKind::ALL.len() + ABOUT + 3)
    }
}

/// Opens the form with the preset of a server that was not found.
fn edit_by_hand(usual: LocalServerKind, view: &View<'_>) -> Outcome {
    let connection = view.settings().usual_connection_to(usual, view.now_ms);
    Outcome::Done(vec![Effect::Pop, Effect::push(Form::add(connection, usual.name()))])
}

/// Opens the form for a server before adding it.
fn edit(server: &LocalServer, view: &View<'_>) -> Outcome {
    let connection = view.settings().connection_to(server, view.now_ms);
    Outcome::Done(vec![Effect::Pop, Effect::push(Form::add(connection, server.kind.name()))])
}

/// Saves a new connection to a server, after `with_more` extends the edit that adds it.
fn save(
    server: &LocalServer,
    view: &View<'_>,
    with_more: impl FnOnce(Edit, &ConnectionId) -> Edit,
) -> Outcome {
    let connection: Connection = view.settings().connection_to(server, view.now_ms);
    let id = ConnectionId::first(connection.slug());
    let draft =
        Draft { id: None, seen: &connection, draft: &connection, typed: Vec::new(), removed: &[] };
    match draft.save(view.settings()) {
        Ok(saved) => {
            let edit = saved.edit.map(|edit| Effect::Edit(with_more(edit, &id)));
            let then = [Effect::Pop, Effect::ValidateNew(id)];
            Outcome::Done(edit.into_iter().chain(then).collect())
        }
        Err(problems) => {
            let sentences: Vec<String> = problems.into_iter().map(|p| p.sentence).collect();
            Outcome::one(Effect::Alert(sentences.join(" ")))
        }
    }
}

/// A row's mark, name and state.
fn cells(usual: LocalServerKind, view: &View<'_>) -> (&'static str, &'static str, String) {
    let search = view.probes.local_servers();
    let Some(answer) = search.answer(usual) else {
        let (mark, text) = if search.is_running() {
            (view.probes.spinner(), messages::SEARCHING)
        } else {
            (" ", messages::NOT_SEARCHED)
        };
        return (mark, usual.name(), text.to_owned());
    };
    let text = answer.summary();
    let Some(server) = answer.server() else {
        return (" ", usual.name(), text);
    };
    let id = view.settings().connection_at(server);
    let text = match id.and_then(|id| view.settings().connection(&id)) {
        Some(own) => format!("{text} · {}", messages::already_connected(&own.display_name())),
        None => text,
    };
    let mark = if server.lacks_models() { marks::WARNING } else { marks::VALID };
    (mark, server.kind.name(), text)
}

impl Component for LocalServers {
    fn key_contexts(&self) -> Vec<KeyContext> {
        vec![KeyContext::LocalServers, KeyContext::List, KeyContext::Everywhere]
    }

    fn why_not(&self, action: Action, view: &View<'_>) -> Option<WhyNot> {
        if !matches!(action, Action::Activate | Action::SetDefault | Action::Edit) {
            return None;
        }
        let can = match (self.row(view), action) {
            (Row::Empty, action) => action == Action::Edit && self.is_taken(view),
            (Row::Server(_, Some(_)), action) => action != Action::Edit,
            (Row::Server(_, None), Action::Edit) => true,
            // Its models can be listed only with its key.
            (Row::Server(server, None), Action::SetDefault) if server.asks_for_key => false,
            (Row::Server(server, None), _) => !server.lacks_models(),
        };
        // The lines below the rows already describe the alternative.
        (!can).then(WhyNot::silent)
    }

    fn hint(&self, action: Action, suggested: Label, view: &View<'_>) -> Option<Label> {
        let is_running = view.probes.local_servers().is_running();
        match (action, self.row(view)) {
            (Action::Activate, Row::Server(_, Some(_))) => Some(messages::GO_TO_CONNECTION),
            (Action::Activate, Row::Server(server, None)) if server.asks_for_key => {
                Some(messages::ENTER_ITS_KEY)
            }
            (Action::SetDefault, Row::Server(_, Some(_))) => Some(messages::MAKE_IT_DEFAULT),
            (Action::Back, _) if is_running => Some(messages::CANCEL_PROBE),
            (Action::FindServers, _) if is_running => None,
            _ => Some(suggested),
        }
    }

    fn action(&mut self, action: Action, view: &View<'_>) -> Outcome {
        match action {
            Action::Go(way) => {
                self.at = way.from(self.at, LocalServerKind::ALL.len(), 1);
                self.is_chosen = true;
                Outcome::taken()
            }
            Action::Activate => self.add(view),
            Action::SetDefault => self.make_default(view),
            Action::Edit => match self.row(view) {
                Row::Server(server, None) => edit(server, view),
                Row::Empty if self.is_taken(view) => edit_by_hand(self.usual(), view),
                _ => Outcome::taken(),
            },
            Action::FindServers => Outcome::one(Effect::FindLocalServers),
            Action::Back => Outcome::Done(vec![Effect::StopFindingServers, Effect::Pop]),
            _ => Outcome::Ignored,
        }
    }

    fn pressed(&mut self, target: Target, press: Press, view: &View<'_>) -> Outcome {
        let Target::Row(n) = target else {
            return Outcome::taken();
        };
        (self.at, self.is_chosen) = (n, true);
        match (press, self.why_not(Action::Activate, view)) {
            (Press::Double, None) => self.add(view),
            _ => Outcome::taken(),
        }
    }

    fn sync(&mut self, view: &View<'_>) {
        let is_server = |usual: &LocalServerKind| {
            let answer = view.probes.local_servers().answer(*usual);
            answer.and_then(PortAnswer::server).is_some()
        };
        if !self.is_chosen {
            self.at = LocalServerKind::ALL.iter().position(is_server).unwrap_or_default();
        }
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let inside = painter.boxed(Self::area(view), messages::LOCAL_SERVERS);
        let names = widest(LocalServerKind::ALL.map(LocalServerKind::name));
        for (n, usual) in LocalServerKind::ALL.into_iter().enumerate() {
            let line = row(inside, n);
            let (mark, name, text) = cells(usual, view);
            let address = host(usual.usual_url());
            painter.line(indented(line, 1), Span::raw(mark));
            painter.line(indented(line, NAME_AT), Span::raw(name));
            let at = indented(line, NAME_AT + names + GAP);
            painter.line(at, Span::styled(address, painter.theme.dim()));
            let at = indented(at, HOST + GAP);
            let room = usize::from(at.width).saturating_sub(1);
            painter.line(at, Span::raw(fit(&text, room).into_owned()));
            if n == self.at {
                painter.select(line);
            }
            painter.hit(line, Target::Row(n));
        }
        let room = usize::from(inside.width).saturating_sub(4);
        let mut about = wrap(&self.about(view), room);
        if about.len() > ABOUT {
            about.truncate(ABOUT);
            let last = about[ABOUT - 1].clone() + marks::MORE;
            about[ABOUT - 1] = fit(&last, room).into_owned();
        }
        for (n, text) in about.into_iter().enumerate() {
            let line = row(inside, LocalServerKind::ALL.len() + 1 + n);
            painter.line(indented(line, NAME_AT), Span::raw(text));
        }
    }
}
