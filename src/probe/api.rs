//! Asking an API of models: for its list first, which costs nothing, and with a message of one token only where the list does
//! not tell.

use std::collections::HashSet;

use reqwest::StatusCode;
use serde_json::Value;

use super::Case;
use super::dialect::Key;
use super::failure::Failure;
use super::http::{Answer, MAX_BODY, Question};
use super::list;
use super::report::{Asked, Report, StageName};
use crate::settings::endpoint::host;
use crate::settings::inquiry::Dialect;
use crate::settings::listed::{ListedModel, lists};
use crate::settings::secret::Secret;

/// A list that comes in more pages than this is taken as far as it came.
const MAX_PAGES: usize = 20;

/// Where an API is asked.
#[derive(Clone, Copy)]
struct Place<'a> {
    dialect: Dialect,
    base: &'a str,
    key: Key<'a>,
}

/// What an answer means.
enum Meaning {
    /// A list of models, or a message.
    Json(Value),
    /// It sends to somebody else.
    Elsewhere,
    /// The secret is not accepted.
    KeyRefused,
    /// The secret is known, and not allowed to.
    Forbidden,
    /// The secret is known, and its account has nothing left.
    NoCredit,
    /// The secret is known, and was used too often.
    TooMany,
    /// Nothing is there.
    NoSuchPath,
    /// The question is not taken.
    Rejected,
    /// It did not work, by the words of an answer whose status says that it did.
    Error,
    /// The other side is in trouble.
    Trouble,
    /// There is more than is read.
    TooLarge,
}

impl Meaning {
    /// Whether only an API that looked at the key answers so.
    const fn is_of_the_key(&self) -> bool {
        matches!(
            self,
            Self::KeyRefused | Self::Forbidden | Self::NoCredit | Self::TooMany
        )
    }
}

/// How those speak who want to be paid.
const CREDIT: [&str; 4] = [
    "credit balance",
    "insufficient balance",
    "insufficient_quota",
    "billing",
];

/// How those speak who do not know a key, and say so with a status that means something else.
const KEY_WORDS: [&str; 6] = [
    "api key not valid",
    "api_key_invalid",
    "invalid api key",
    "invalid_api_key",
    "incorrect api key",
    "invalid x-api-key",
];

/// What is said of a message that was answered so: whoever says that all is well, and then that it is not, may not have looked at
/// the key.
const ERROR: &str = "It answers a message with an error, which proves no key.";

fn meaning(answer: &Answer) -> Meaning {
    let says = |words: &[&str]| {
        let body = String::from_utf8_lossy(&answer.body).to_lowercase();
        words.iter().any(|word| body.contains(word))
    };
    match answer.status {
        _ if answer.is_cut && answer.status.is_success() => Meaning::TooLarge,
        status if status.is_success() => match answer.json() {
            Some(json) if list::is_error(&json) && says(&KEY_WORDS) => Meaning::KeyRefused,
            Some(json) if list::is_error(&json) && says(&CREDIT) => Meaning::NoCredit,
            Some(json) if list::is_error(&json) => Meaning::Error,
            Some(json @ (Value::Object(_) | Value::Array(_))) => Meaning::Json(json),
            _ => Meaning::NoSuchPath,
        },
        status if status.is_redirection() => Meaning::Elsewhere,
        StatusCode::UNAUTHORIZED => Meaning::KeyRefused,
        StatusCode::BAD_REQUEST | StatusCode::FORBIDDEN if says(&KEY_WORDS) => Meaning::KeyRefused,
        StatusCode::FORBIDDEN => Meaning::Forbidden,
        StatusCode::PAYMENT_REQUIRED => Meaning::NoCredit,
        StatusCode::TOO_MANY_REQUESTS if says(&["insufficient_quota"]) => Meaning::NoCredit,
        StatusCode::TOO_MANY_REQUESTS => Meaning::TooMany,
        StatusCode::NOT_FOUND
        | StatusCode::METHOD_NOT_ALLOWED
        | StatusCode::GONE
        | StatusCode::NOT_IMPLEMENTED => Meaning::NoSuchPath,
        StatusCode::BAD_REQUEST if says(&CREDIT) => Meaning::NoCredit,
        status if status.is_server_error() => Meaning::Trouble,
        _ => Meaning::Rejected,
    }
}

impl Case<'_> {
    /// Asks an API of models at the address that is stored and, where nothing is there, at its variants.
    pub(super) async fn api(
        &self,
        dialect: Dialect,
        base: &str,
        variants: &[String],
        report: &mut Report,
    ) {
        let held = match self.key() {
            Ok(held) => held,
            Err(why) => return Self::fail_for_environment(why, report),
        };
        let key = held.as_key();
        if let Key::Login(_) = key
            && self.subject.held.has_ended(self.subject.now)
        {
            return self.ended_login(dialect, base, report).await;
        }
        let bases: Vec<&str> = std::iter::once(base)
            .chain(variants.iter().map(String::as_str))
            .collect();
        let places = bases.iter().map(|base| Place { dialect, base, key });
        let places: Vec<Place<'_>> = places.collect();
        let mut nowhere = None;
        for place in &places {
            match self.list(*place).await {
                Err(failure) => return failure.tell(report, place.base, StageName::Reach),
                Ok(List::Models(asked, models)) => {
                    told_of_variant(report, base, place.base);
                    report.models = Some(models);
                    return self.listed(*place, &asked, report).await;
                }
                // A key may be allowed to talk and not to list.
                Ok(List::Other(answer, Meaning::Forbidden)) if self.may_send(*place) => {
                    nowhere = Some((answer.asked, Meaning::Forbidden));
                    break;
                }
                Ok(List::Other(
                    answer,
                    meaning @ (Meaning::NoSuchPath | Meaning::Rejected | Meaning::Error),
                )) => {
                    nowhere.get_or_insert((answer.asked, meaning));
                }
                Ok(List::Other(answer, meaning)) => {
                    if meaning.is_of_the_key() {
                        told_of_variant(report, base, place.base);
                    }
                    return tell(
                        &answer.asked,
                        answer.location.as_deref(),
                        &meaning,
                        *place,
                        report,
                    );
                }
            }
        }
        self.without_a_list(&places, base, nowhere, report).await;
    }

    /// A login that has ended and that Craft renews by itself: sent now it would be refused, and renewing it here would take it
    /// from Craft.
    async fn ended_login(&self, dialect: Dialect, base: &str, report: &mut Report) {
        let why = "Its access token has ended, and Craft renews it by itself at the next chat.";
        let key = Key::None;
        let place = Place { dialect, base, key };
        let answer = match self.ask(place, dialect.list(base, key, None)).await {
            Ok(answer) => answer,
            Err(failure) => return failure.tell(report, base, StageName::Reach),
        };
        let meaning = meaning(&answer);
        if let Meaning::Elsewhere | Meaning::Trouble | Meaning::TooLarge = meaning {
            let to = answer.location.as_deref();
            return tell(&answer.asked, to, &meaning, place, report);
        }
        let told = format!("{} answers.", host(base));
        report.pass(StageName::Reach, told).asked(&answer.asked);
        report.leave(StageName::Auth, why);
        report.leave(StageName::Model, why);
    }

    fn may_send(&self, place: Place<'_>) -> bool {
        let message = self
            .any_model()
            .map(|m| place.dialect.message(place.base, place.key, m));
        message.flatten().is_some()
    }

    /// The default model, and where there is none the first that the connection names.
    fn any_model(&self) -> Option<&str> {
        let connection = &self.subject.connection;
        self.model().or_else(|| connection.model_ids().next())
    }

    /// Asks for the whole list.
    async fn list(&self, place: Place<'_>) -> Result<List, Failure> {
        let first = self
            .ask(place, place.dialect.list(place.base, place.key, None))
            .await?;
        let page = match meaning(&first) {
            Meaning::Json(page) => page,
            other => return Ok(List::Other(first, other)),
        };
        let Some(mut models) = list::models(&page) else {
            return Ok(List::Other(first, Meaning::NoSuchPath));
        };
        let mut next = place.dialect.next_page(&page);
        for _ in 1..MAX_PAGES {
            let Some(after) = next else { break };
            let question = place.dialect.list(place.base, place.key, Some(&after));
            let answer = self.ask(place, question).await?;
            let page = match meaning(&answer) {
                Meaning::Json(page) => page,
                other if other.is_of_the_key() => return Ok(List::Other(answer, other)),
                // The first page came, so that the rest is there and does not come.
                _ => return Ok(List::Other(answer, Meaning::Trouble)),
            };
            models.extend(list::models(&page).unwrap_or_default());
            next = place.dialect.next_page(&page);
        }
        let mut seen = HashSet::new();
        models.retain(|model| seen.insert(model.id.clone()));
        Ok(List::Models(first.asked, models))
    }

    async fn ask(
        &self,
        place: Place<'_>,
        question: Result<Question, String>,
    ) -> Result<Answer, Failure> {
        let question = question.map_err(Failure::Unaskable)?;
        let mut secrets: Vec<&Secret> = self.secrets();
        secrets.extend(place.key.secret());
        let answer = self.http.ask(question, self.deadline, &secrets).await;
        Ok(answer?)
    }

    /// The endpoint lists its models: whether that proves the key, and whether the default model is among them.
    async fn listed(&self, place: Place<'_>, asked: &Asked, report: &mut Report) {
        let there = host(place.base);
        report
            .pass(StageName::Reach, format!("{there} answers."))
            .asked(asked);
        match place.key {
            Key::None => {
                report
                    .pass(StageName::Auth, "It asks for no key.")
                    .asked(asked);
            }
            // Many local servers take any key, and loading a model to prove one takes long.
            _ if self.subject.connection.is_on_this_machine() => {
                report
                    .pass(StageName::Auth, "The key is accepted.")
                    .asked(asked);
            }
            Key::Api(_) | Key::Login(_) => {
                if !self.proved(place, asked, report).await {
                    return;
                }
            }
        }
        self.model_known(place, asked, report).await;
    }

    /// Whether the key is accepted, where the list came with it: a list that anybody gets proves nothing. What is found out
    /// stands in the report; answers whether the model is still to be asked about.
    async fn proved(&self, place: Place<'_>, asked: &Asked, report: &mut Report) -> bool {
        let anybody = Place {
            key: Key::None,
            ..place
        };
        let without = place.dialect.list(place.base, Key::None, None);
        match self.ask(anybody, without).await {
            Err(failure) => {
                failure.tell(report, place.base, StageName::Auth);
                false
            }
            Ok(answer) => {
                // Who has trouble, or is asked too often, did not look whether there was a key.
                let proves_nothing = match meaning(&answer) {
                    Meaning::Json(page) => list::models(&page).is_some(),
                    Meaning::TooMany | Meaning::Trouble | Meaning::TooLarge => true,
                    _ => false,
                };
                if proves_nothing {
                    return self.prove_by_message(place, report).await;
                }
                report
                    .pass(StageName::Auth, "The key is accepted.")
                    .asked(asked);
                true
            }
        }
    }

    /// Proves the key with a message, since its list is for anybody.
    async fn prove_by_message(&self, place: Place<'_>, report: &mut Report) -> bool {
        let listed = report.models.iter().flatten().map(|model| model.id.clone());
        let known = |id: &&str| lists(report.models.as_deref().unwrap_or_default(), id);
        let model = self.any_model().filter(known).map(str::to_owned);
        let model = model.or_else(|| listed.into_iter().next());
        let question = model.and_then(|m| place.dialect.message(place.base, place.key, &m));
        let Some(question) = question else {
            report
                .leave(
                    StageName::Auth,
                    "It lists its models for anybody, which proves no key.",
                )
                .advise("Set a default model: a message of one token to it proves the key.");
            return true;
        };
        match self.ask(place, question).await {
            Err(failure) => {
                failure.tell(report, place.base, StageName::Auth);
                false
            }
            Ok(answer) => match message_meaning(&answer) {
                Message::Answered => {
                    report.spent_a_token = true;
                    report
                        .pass(StageName::Auth, "The key is accepted: a message of one token was answered, since its list is for anybody.")
                        .asked(&answer.asked);
                    true
                }
                Message::Measured | Message::ModelRefused | Message::Refused => {
                    report
                        .pass(StageName::Auth, "The key is accepted.")
                        .asked(&answer.asked);
                    true
                }
                Message::Other(Meaning::Error) => {
                    report
                        .leave(StageName::Auth, ERROR)
                        .advise("See what the endpoint says of it.")
                        .asked(&answer.asked);
                    true
                }
                Message::Other(Meaning::NoSuchPath) => {
                    report
                        .leave(StageName::Auth, "It lists its models for anybody, and takes no messages where they should go.")
                        .advise("Check the endpoint's path.")
                        .asked(&answer.asked);
                    true
                }
                Message::Other(meaning) => {
                    tell(&answer.asked, None, &meaning, place, report);
                    false
                }
            },
        }
    }

    /// Whether the default model is among those that are listed or, where it is not, is known all the same.
    async fn model_known(&self, place: Place<'_>, asked: &Asked, report: &mut Report) {
        let name = StageName::Model;
        let listed = report.models.as_deref().unwrap_or_default();
        let count = counted(listed);
        let Some(model) = self.model() else {
            report.leave(name, format!("No default model is set. It lists {count}."));
            return;
        };
        if lists(listed, model) {
            report
                .pass(name, format!("{model} is known, among {count}."))
                .asked(asked);
            return;
        }
        if place.dialect == Dialect::Azure {
            report.leave(
                name,
                "Azure lists models, and not the deployments that a default model names.",
            );
            return;
        }
        let question = place.dialect.model(place.base, place.key, model);
        match self.ask(place, question).await {
            Err(failure) => failure.tell(report, place.base, name),
            Ok(answer) if is_a_model(&answer) => {
                report
                    .pass(name, format!("{model} is known, though not listed."))
                    .asked(&answer.asked);
            }
            Ok(answer) if !says_of_what_it_was_asked(&answer) => {
                report
                    .leave(name, format!("{model} is not listed, and whether it is known all the same was not told."))
                    .asked(&answer.asked);
            }
            Ok(answer) => {
                report
                    .fail(name, format!("The model {model} is not known there."))
                    .advise(format!("Choose one of the {count} that it lists: enter on Default model in the form."))
                    .asked(&answer.asked);
            }
        }
    }

    /// No list at any of the places: a message of one token tells, where there is a model to send it to.
    async fn without_a_list(
        &self,
        places: &[Place<'_>],
        stored: &str,
        list: Option<(Asked, Meaning)>,
        report: &mut Report,
    ) {
        let there = host(stored);
        let question = |place: &Place<'_>| {
            let model = self.any_model()?;
            place.dialect.message(place.base, place.key, model)
        };
        let mut nowhere = list;
        let mut was_sent = false;
        for place in places {
            let Some(question) = question(place) else {
                continue;
            };
            was_sent = true;
            let answer = match self.ask(*place, question).await {
                Ok(answer) => answer,
                Err(failure) => {
                    report.pass(StageName::Reach, format!("{there} answers."));
                    return failure.tell(report, stored, StageName::Auth);
                }
            };
            match message_meaning(&answer) {
                Message::Other(meaning @ Meaning::NoSuchPath) => {
                    nowhere.get_or_insert((answer.asked, meaning));
                }
                Message::Other(meaning) if !matches!(meaning, Meaning::Error) => {
                    if meaning.is_of_the_key() {
                        told_of_variant(report, stored, place.base);
                    }
                    return tell(
                        &answer.asked,
                        answer.location.as_deref(),
                        &meaning,
                        *place,
                        report,
                    );
                }
                said => {
                    told_of_variant(report, stored, place.base);
                    self.answered(*place, &answer.asked, &said, report);
                    return;
                }
            }
        }
        let Some((asked, meaning)) = nowhere else {
            return;
        };
        if let (Meaning::Forbidden, Some(place)) = (&meaning, places.first()) {
            tell(&asked, None, &meaning, *place, report);
        } else if asked
            .status
            .is_some_and(|status| (200..300).contains(&status))
        {
            report
                .fail(
                    StageName::Reach,
                    format!("{there} answers, and not as such an API does."),
                )
                .advise("Check the endpoint's path, and that the protocol is what it speaks.")
                .asked(&asked);
        } else if was_sent || self.subject.connection.text("baseUrl").is_none() {
            report
                .fail(StageName::Reach, format!("{there} has no such path: it neither lists models nor takes messages there."))
                .advise("Check the endpoint's path, and that the protocol is what it speaks.")
                .asked(&asked);
        } else {
            report
                .pass(
                    StageName::Reach,
                    format!("{there} answers, and lists no models."),
                )
                .asked(&asked);
            report
                .leave(
                    StageName::Auth,
                    "It lists no models, and there is none to send a message to.",
                )
                .advise("Set a default model: a message of one token to it proves the key.");
        }
    }

    /// What a message to the default model shows, where there is no list.
    fn answered(&self, place: Place<'_>, asked: &Asked, said: &Message, report: &mut Report) {
        let model = self.any_model().unwrap_or_default();
        let there = host(place.base);
        report
            .pass(
                StageName::Reach,
                format!("{there} answers, and lists no models."),
            )
            .asked(asked);
        if let Message::Other(_) = said {
            report
                .leave(StageName::Auth, ERROR)
                .advise("See what the endpoint says of it.")
                .asked(asked);
            return;
        }
        let auth = match place.key {
            Key::None => "It asks for no key.",
            Key::Api(_) | Key::Login(_) => "The key is accepted.",
        };
        report.pass(StageName::Auth, auth).asked(asked);
        match said {
            Message::Answered => {
                report.spent_a_token = true;
                report
                    .pass(StageName::Model, format!("{model} answers: it took a message of one token, since there is no list."))
                    .asked(asked);
            }
            Message::Measured => {
                report
                    .pass(StageName::Model, format!("{model} is known there."))
                    .asked(asked);
            }
            Message::ModelRefused => {
                report
                    .fail(
                        StageName::Model,
                        format!("The model {model} is not known there."),
                    )
                    .advise("Set a default model that the endpoint has.")
                    .asked(asked);
            }
            Message::Refused | Message::Other(_) => {
                report
                    .fail(
                        StageName::Model,
                        format!("{model} does not take a message."),
                    )
                    .advise("See what the endpoint says of it.")
                    .asked(asked);
            }
        }
    }
}

/// What the question for a list brought.
enum List {
    Models(Asked, Vec<ListedModel>),
    Other(Answer, Meaning),
}

/// What the question with a message brought.
enum Message {
    /// An answer, which cost a token.
    Answered,
    /// The key and the model are fine: the answer to so short a question may not be so short.
    Measured,
    /// The key is fine, and the model is not there.
    ModelRefused,
    /// The key is fine, and the message is not taken.
    Refused,
    /// Anything else.
    Other(Meaning),
}

fn message_meaning(answer: &Answer) -> Message {
    let body = String::from_utf8_lossy(&answer.body).to_lowercase();
    match meaning(answer) {
        Meaning::Json(reply) if is_a_reply(&reply) => Message::Answered,
        Meaning::Json(_) => Message::Other(Meaning::NoSuchPath),
        Meaning::NoSuchPath if answer.json().is_some() && body.contains("model") => {
            Message::ModelRefused
        }
        // Whoever minds the length of the answer knows the key and the model.
        Meaning::Rejected
            if body.contains("max_tokens") || body.contains("max_completion_tokens") =>
        {
            Message::Measured
        }
        Meaning::Rejected if body.contains("model") => Message::ModelRefused,
        Meaning::Rejected => Message::Refused,
        other => Message::Other(other),
    }
}

/// Whether it is an answer to a message.
fn is_a_reply(json: &Value) -> bool {
    let has = |key: &str| json.get(key).is_some_and(Value::is_array);
    has("choices") || has("content")
}

/// Whether the question for one model was answered with one.
fn is_a_model(answer: &Answer) -> bool {
    let has_id = |json: &Value| ["id", "name"].iter().any(|key| json.get(key).is_some());
    matches!(meaning(answer), Meaning::Json(json) if has_id(&json))
}

/// Whether the question for one model was understood, and looked into.
fn says_of_what_it_was_asked(answer: &Answer) -> bool {
    let meaning = meaning(answer);
    matches!(
        meaning,
        Meaning::Json(_) | Meaning::NoSuchPath | Meaning::Rejected | Meaning::Error
    )
}

/// Says what answers in the place of what is stored.
fn told_of_variant(report: &mut Report, stored: &str, found: &str) {
    if stored.trim_end_matches('/') != found.trim_end_matches('/') {
        report.better_base_url = Some(found.to_owned());
    }
}

/// What an answer that is no list means for the stages.
fn tell(
    asked: &Asked,
    location: Option<&str>,
    meaning: &Meaning,
    place: Place<'_>,
    report: &mut Report,
) {
    let there = host(place.base);
    let reached = |report: &mut Report| {
        report
            .pass(StageName::Reach, format!("{there} answers."))
            .asked(asked);
    };
    let has_key = place.key.secret().is_some();
    match meaning {
        Meaning::KeyRefused => {
            reached(report);
            let (told, advice) = match place.key {
                Key::None => ("It wants a key.", "Edit the connection and enter one."),
                Key::Api(_) => (
                    "The key is not accepted.",
                    "Enter another one, and check that it is of this provider.",
                ),
                Key::Login(_) => ("The login is not accepted.", "Log in again in Craft."),
            };
            report
                .fail(StageName::Auth, told)
                .advise(advice)
                .asked(asked);
        }
        Meaning::Forbidden => {
            reached(report);
            report
                .fail(StageName::Auth, "The key is not allowed to use this API.")
                .advise("Give it the permission at the provider, or enter another one.")
                .asked(asked);
        }
        Meaning::NoCredit => {
            reached(report);
            report
                .fail(
                    StageName::Auth,
                    "The key is known, and its account has no credit left.",
                )
                .advise("Add credit at the provider, or enter the key of another account.")
                .asked(asked);
        }
        Meaning::TooMany => {
            reached(report);
            if has_key {
                report
                    .pass(
                        StageName::Auth,
                        "The key is known; just now it is used too often.",
                    )
                    .asked(asked);
            } else {
                report
                    .leave(StageName::Auth, "Just now it is asked too often.")
                    .asked(asked);
            }
            report
                .leave(StageName::Model, "Just now it is asked too often.")
                .advise("Try again in a minute.")
                .asked(asked);
        }
        Meaning::Elsewhere => {
            let to = location.unwrap_or("another address");
            report
                .fail(StageName::Reach, format!("{there} sends on to {to}, where nothing was asked."))
                .advise("If that is the right one, make it the endpoint: no key is sent after a host that it was not meant for.")
                .asked(asked);
        }
        Meaning::Trouble => {
            let status = asked.status.unwrap_or_default();
            report
                .fail(
                    StageName::Reach,
                    format!("{there} has trouble of its own (status {status})."),
                )
                .advise("Try again later; it says nothing about the key.")
                .asked(asked);
        }
        Meaning::TooLarge => {
            let most = MAX_BODY >> 20;
            report
                .fail(
                    StageName::Reach,
                    format!(
                        "The answer of {there} is larger than {most} MiB, as no list of models is."
                    ),
                )
                .advise("Check the endpoint's path.")
                .asked(asked);
        }
        Meaning::NoSuchPath | Meaning::Rejected | Meaning::Error | Meaning::Json(_) => {
            report
                .fail(
                    StageName::Reach,
                    format!("{there} does not take the question."),
                )
                .advise("Check the endpoint's path, and that the protocol is what it speaks.")
                .asked(asked);
        }
    }
}

fn counted(models: &[ListedModel]) -> String {
    match models.len() {
        1 => "1 model".to_owned(),
        n => format!("{n} models"),
    }
}
