//! The event loop: sleeps until something happens, passes all pending events to the app, and shows
//! one frame.

use std::io::{self, Write};
use std::mem::discriminant;
use std::time::{Duration, Instant};

use anyhow::Context;
use crossterm::event::Event as TerminalEvent;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{sleep_until, timeout};

use super::decoder::Decoder;
use super::device::{Input, Notices, Waiting};
use super::opened_by_key::opened_by;
use super::screen::Screen;
use super::start::ScreenStart;
use crate::craft_link::worker::Conversations;
use crate::probe::Timeouts;
use crate::probe::worker::Prober;
use crate::signin::Client;
use crate::signin::worker::SignInWorker;
use crate::store::Store;
use crate::store::survey::{StoreEvent, Survey};
use crate::system::signals;
use crate::system::signals::{Deliveries, Delivery, Signal as EndSignal};
use crate::system::surroundings::Surroundings;
use crate::system::temporary;
use crate::tui::app::{App, TerminalRequest};
use crate::tui::editor;
use crate::tui::editor::Edited;
use crate::tui::event::Event;

/// How long to wait for the stop signal that the program sent to itself.
const STOPPING: Duration = Duration::from_secs(1);

/// How long the terminal may take to report its background color; and how long to wait for that
/// report when the program exits, because a late one would end up in the shell's input.
const ANSWERING: (Duration, Duration) = (Duration::from_secs(1), Duration::from_millis(100));

/// Runs the screen until the person quits, or until a signal ends it; returns that signal.
pub(crate) fn run(store: Store, start: ScreenStart) -> anyhow::Result<Option<EndSignal>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        // Listen before taking the terminal over, so that no resize is missed.
        let signals = Signals::listen()?;
        let mut screen = Screen::enter(start.mouse).context("the terminal cannot be used")?;
        start.log(screen.area());
        let mut app = App::new(store, start.options, screen.area())
            .on_background(start.background)
            .with_keymap(start.keymap)
            .with_notice(start.notice);
        screen.show(&mut app).context("the terminal cannot be drawn to")?;
        // The first frame is on the screen. Now start everything that it did not need.
        let mut screen_loop = Loop::start(signals, screen, app)?;
        if start.asks_background {
            screen_loop.ask_background()?;
        }
        screen_loop.run().await
    })
}

struct Loop {
    screen: Screen,
    app: App,
    input: Input,
    decoder: Decoder,
    /// When the program asked the terminal for its background color.
    asked: Option<Instant>,
    /// Whether input may be left for which no readiness event will arrive.
    more_input: bool,
    /// What comes from files, probes, logins and Craft's server.
    events: (UnboundedSender<Event>, UnboundedReceiver<Event>),
    survey: Survey,
    /// None until the first probe.
    prober: Option<Prober>,
    /// None until the first login.
    signer: Option<SignInWorker>,
    conversations: Conversations,
    signals: Signals,
}

struct Signals {
    notices: Notices,
    /// The signals that end or stop the program.
    deliveries: Deliveries,
}

impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Self { notices: Notices::listen()?, deliveries: signals::subscribe() })
    }
}

/// Why the loop woke up.
enum Wake {
    Input,
    /// An event to pass to the app unchanged; more may be pending.
    Event(Event),
    Alarm,
    Resized,
    Resumed,
    /// A signal that ends or stops the program.
    Signal(Delivery),
}

/// Why the loop ends.
enum Leave {
    /// The person quit.
    Quit,
    /// A signal asked for it; a lost terminal counts as a hangup.
    By(EndSignal),
}

impl Loop {
    fn start(signals: Signals, screen: Screen, mut app: App) -> anyhow::Result<Self> {
        let (sender, events) = unbounded_channel();
        let (paths, keys) = (app.store().paths().clone(), app.store().keys().clone());
        let survey = Survey::start(paths, keys, passes_on(&sender, Event::StoreEvent));
        let conversations = Conversations::new(passes_on(&sender, Event::Link));
        // Remove a killed run's leftovers without delaying the screen. If no thread can start, the
        // next run tries again.
        let _ = std::thread::Builder::new().spawn(temporary::sweep);
        app.set_surroundings(Surroundings::from_environment());
        app.start_background_work();
        let input = Input::open()?;
        Ok(Self {
            screen,
            app,
            input,
            decoder: Decoder::default(),
            asked: None,
            more_input: false,
            events: (sender, events),
            survey,
            prober: None,
            signer: None,
            conversations,
            signals,
        })
    }

    /// Runs until the person quits (none) or a signal ends the program (returned).
    async fn run(mut self) -> anyhow::Result<Option<EndSignal>> {
        let outcome = match self.run_until_leave().await {
            // The lost terminal is the cause, whichever operation failed.
            Err(_) if self.input.is_gone() => Ok(Leave::By(EndSignal::SIGHUP)),
            outcome => outcome,
        };
        // The terminal may be gone.
        let _ = self.leave_screen().await;
        log::info!("terminal-given-back");
        if let Some(prober) = self.prober.take() {
            prober.end();
        }
        if let Some(signer) = self.signer.take() {
            signer.end();
        }
        for report in self.app.wait_for_inspections() {
            // The terminal may be gone.
            let _ = writeln!(io::stderr(), "{report}");
        }
        self.app.wipe();
        // The system frees the memory faster than dropping it would, and ratatui panics when it
        // shows the cursor of a lost terminal.
        std::mem::forget(self);
        outcome.map(|leave| match leave {
            Leave::Quit => None,
            Leave::By(signal) => Some(signal),
        })
    }

    fn ask_background(&mut self) -> io::Result<()> {
        self.decoder.await_background();
        self.asked = Some(Instant::now());
        self.screen.ask_background()
    }

    /// Hands the terminal back, after a short wait for any pending answer from it.
    async fn leave_screen(&mut self) -> io::Result<()> {
        let is_soon = self.asked.is_some_and(|at| at.elapsed() < ANSWERING.0);
        if is_soon {
            let answer = async {
                while self.decoder.awaits_background() {
                    if self.input.ready().await.is_err() {
                        return;
                    }
                    let waiting = self.input.read(&mut self.decoder);
                    // No frame follows.
                    let _ = self.decoder.take_background();
                    if matches!(waiting, Ok(Waiting::Gone) | Err(_)) {
                        return;
                    }
                }
            };
            // A terminal that has not answered by then most likely never will.
            let _ = timeout(ANSWERING.1, answer).await;
        }
        self.screen.leave()
    }

    async fn run_until_leave(&mut self) -> anyhow::Result<Leave> {
        loop {
            if let Some(root_paths) = self.app.take_survey() {
                self.survey.workspaces(root_paths);
            }
            if self.app.take_craft_wanted() {
                self.survey.find_craft();
            }
            self.send_probe_tasks();
            self.send_sign_in_tasks();
            while let Some(task) = self.app.take_link_task() {
                self.conversations.send(task);
            }
            if self.app.is_stale() {
                self.screen.show(&mut self.app)?;
            }
            match self.sleep().await? {
                Wake::Input => {
                    if self.take_input()? == Waiting::Gone {
                        return Ok(Leave::By(EndSignal::SIGHUP));
                    }
                }
                Wake::Event(first) => self.take_events(first),
                Wake::Alarm => self.app.handle(Event::Tick),
                Wake::Resized => self.measure()?,
                Wake::Resumed => self.resume()?,
                Wake::Signal(delivery) => match delivery.accept() {
                    signals::StopRequest::End(signal) => return Ok(Leave::By(signal)),
                    signals::StopRequest::Stop => {
                        self.leave_screen().await?;
                        self.stop()?;
                    }
                    signals::StopRequest::CaughtUp => {}
                },
            }
            while let Some(request) = self.app.take_request() {
                match request {
                    TerminalRequest::Quit => return Ok(Leave::Quit),
                    TerminalRequest::Copy(text) => self.screen.copy(&text)?,
                    TerminalRequest::Suspend => {
                        self.leave_screen().await?;
                        if !signals::stop_group()? {
                            self.resume()?;
                        } else if let Some(leave) = self.stop_with_group().await? {
                            return Ok(leave);
                        }
                    }
                    TerminalRequest::EditJson(draft) => {
                        self.leave_screen().await?;
                        match editor::edit_json(draft, &mut self.signals.deliveries).await {
                            Edited::Back(draft, failed) => {
                                self.resume()?;
                                self.app.handle(Event::Edited(draft, failed));
                            }
                            Edited::Ended(signal) => return Ok(Leave::By(signal)),
                        }
                    }
                    TerminalRequest::EditFile(draft) => {
                        self.leave_screen().await?;
                        match editor::edit_file(*draft, &mut self.signals.deliveries).await {
                            Edited::Back(draft, failed) => {
                                self.resume()?;
                                self.app.handle(Event::FileEdited(Box::new(draft), failed));
                            }
                            Edited::Ended(signal) => return Ok(Leave::By(signal)),
                        }
                    }
                }
            }
        }
    }

    /// Stops the program, and takes the terminal over again when it continues.
    fn stop(&mut self) -> anyhow::Result<()> {
        signals::stop();
        self.resume()
    }

    /// Like [`Self::stop`], after the stop signal that this program sent to its whole group has
    /// arrived. It never arrives if the parent chose to ignore it.
    async fn stop_with_group(&mut self) -> anyhow::Result<Option<Leave>> {
        let own = timeout(STOPPING, self.signals.deliveries.recv()).await;
        match own.ok().flatten().map(Delivery::accept) {
            Some(signals::StopRequest::End(signal)) => return Ok(Some(Leave::By(signal))),
            Some(signals::StopRequest::Stop) => self.stop()?,
            Some(signals::StopRequest::CaughtUp) | None => self.resume()?,
        }
        Ok(None)
    }

    async fn sleep(&mut self) -> anyhow::Result<Wake> {
        if std::mem::take(&mut self.more_input) {
            return Ok(Wake::Input);
        }
        let deadline = self.app.deadline();
        let alarm = async {
            match deadline {
                Some(at) => sleep_until(at.into()).await,
                None => std::future::pending().await,
            }
        };
        let signals = &mut self.signals;
        Ok(tokio::select! {
            ready = self.input.ready() => {
                ready?;
                Wake::Input
            }
            Some(event) = self.events.1.recv() => Wake::Event(event),
            () = alarm => Wake::Alarm,
            resumed = signals.notices.next() => if resumed { Wake::Resumed } else { Wake::Resized },
            Some(delivery) = signals.deliveries.recv() => Wake::Signal(delivery),
        })
    }

    /// Passes all pending input to the app, so that a held key or a paste costs one frame.
    fn take_input(&mut self) -> anyhow::Result<Waiting> {
        loop {
            let waiting = self.input.read(&mut self.decoder)?;
            if let Some(color) = self.decoder.take_background() {
                self.app.handle(Event::Background(color));
            }
            while let Some(event) = self.next_input() {
                #[cfg(feature = "fault-injection")]
                super::fault::panic_if_asked(&event);
                if matches!(event, TerminalEvent::Resize(..)) {
                    self.measure()?;
                    continue;
                }
                self.app.handle(Event::Terminal(event));
                if self.app.has_request() {
                    self.more_input = true;
                    return Ok(Waiting::Nothing);
                }
            }
            if waiting != Waiting::More {
                return Ok(waiting);
            }
        }
    }

    /// The next event. Where letters are commands, text that arrived at once counts as a paste that
    /// the terminal did not mark.
    fn next_input(&mut self) -> Option<TerminalEvent> {
        let keymap = self.app.keymap();
        let takes_text = self.app.takes_text();
        let pasted = if takes_text {
            None
        } else {
            self.decoder.take_unmarked_paste(|c| opened_by(keymap, c))
        };
        pasted.map(TerminalEvent::Paste).or_else(|| self.decoder.next())
    }

    /// Asks the terminal for its size and resizes the app.
    fn measure(&mut self) -> anyhow::Result<()> {
        let area = self.screen.measure()?;
        log::info!(size:% = area.as_size(); "terminal-resized");
        self.app.handle(Event::Terminal(TerminalEvent::Resize(area.width, area.height)));
        Ok(())
    }

    fn resume(&mut self) -> anyhow::Result<()> {
        let area = self.screen.resume()?;
        self.app.handle(Event::Terminal(TerminalEvent::Resize(area.width, area.height)));
        // During the pause, the size and the files may have changed without a notice.
        self.app.handle(Event::StoreEvent(StoreEvent::Config));
        Ok(())
    }

    fn send_probe_tasks(&mut self) {
        while let Some(task) = self.app.take_probe_task() {
            let events = &self.events.0;
            let prober = self.prober.get_or_insert_with(|| {
                Prober::start(Timeouts::default(), passes_on(events, Event::Probe))
            });
            prober.send(task);
        }
    }

    fn send_sign_in_tasks(&mut self) {
        while let Some(task) = self.app.take_sign_in_task() {
            let (events, store) = (&self.events.0, self.app.store());
            let signer = self.signer.get_or_insert_with(|| {
                let network_proxy = store.settings().network_proxy();
                SignInWorker::start(
                    move || Client::new(&network_proxy),
                    passes_on(events, Event::SignIn),
                )
            });
            signer.send(task);
        }
    }

    /// Passes the pending events to the app. Reads config.json and the credentials only once,
    /// however often they changed meanwhile.
    fn take_events(&mut self, first: Event) {
        let mut waiting = vec![first];
        while let Ok(event) = self.events.1.try_recv() {
            waiting.push(event);
        }
        for only_once in [StoreEvent::Config, StoreEvent::Credentials] {
            let is_same = |event: &Event| match event {
                Event::StoreEvent(event) => discriminant(event) == discriminant(&only_once),
                _ => false,
            };
            let before = waiting.len();
            waiting.retain(|event| !is_same(event));
            if waiting.len() < before {
                self.app.handle(Event::StoreEvent(only_once));
            }
        }
        for event in waiting {
            self.app.handle(event);
        }
    }
}

/// Passes what another thread reports to the loop.
fn passes_on<T>(
    events: &UnboundedSender<Event>,
    event_of: fn(T) -> Event,
) -> impl Fn(T) + Clone + use<T> {
    let events = events.clone();
    move |reported| {
        // The receiver is gone only while the program shuts down.
        let _ = events.send(event_of(reported));
    }
}
