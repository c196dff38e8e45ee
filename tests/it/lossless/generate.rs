//! Installations, habits of writing and edits, made at random.

use std::sync::Arc;

use llm_connections::settings::connection::slug::next_free;
use llm_connections::settings::edit::{Edit, FieldEdit, Global};
use llm_connections::settings::workspace::performance::Switch;
use llm_connections::settings::workspace::thinking::Thinking;
use llm_connections::settings::{Connection, ConnectionId, Settings};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use super::text::{ODD_NUMBERS, ODD_TEXTS, ODD_VALUES, Style, odd};

type Member = (String, Value);

fn object(members: impl IntoIterator<Item = Member>) -> Value {
    Value::Object(members.into_iter().collect::<Map<_, _>>())
}

/// What no version of this program has heard of.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[\"\\\\/\n\t\u{7f}\u{2028}é日😀]{0,6}".prop_map(Value::from),
        ODD_VALUES.prop_map(odd),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec(("\\PC{0,4}", inner), 0..3).prop_map(object),
        ]
    })
}

/// Keys that no program knows.
fn unheard() -> impl Strategy<Value = Vec<Member>> {
    prop::collection::vec(("x\\PC{0,4}", anything()), 0..3)
}

fn sometimes(key: &str, value: impl Strategy<Value = Value>) -> impl Strategy<Value = Vec<Member>> {
    let key = key.to_owned();
    prop::option::of(value)
        .prop_map(move |value| value.map(|v| (key.clone(), v)).into_iter().collect())
}

/// Some members in any order.
fn shuffled(members: impl Strategy<Value = Vec<Vec<Member>>>) -> impl Strategy<Value = Value> {
    members.prop_map(|all| all.concat()).prop_shuffle().prop_map(object)
}

fn models() -> impl Strategy<Value = Value> {
    let entry =
        ("m[a-z0-9.-]{0,5}", prop::option::of(unheard())).prop_map(|(id, more)| match more {
            None => Value::from(id),
            Some(more) => object(more.into_iter().chain([("id".to_owned(), id.into())])),
        });
    prop::collection::vec(entry, 0..3).prop_map(Value::from)
}

/// A connection that edits are made on; its slug comes later.
fn connection() -> impl Strategy<Value = Value> {
    let kinds = [
        json!({"providerType": "anthropic", "authType": "api_key"}),
        json!({"providerType": "openai", "authType": "oauth", "codexPath": "/x"}),
        json!({"providerType": "openai_compat", "authType": "none", "baseUrl": "http://localhost:1/v1",
               "customEndpoint": {"supportsImages": true, "api": "openai-completions"}}),
        json!({"providerType": "copilot", "authType": "passkey"}),
    ];
    let kind = select(kinds.to_vec()).prop_map(|kind| match kind {
        Value::Object(kind) => kind.into_iter().collect(),
        _ => Vec::new(),
    });
    let created = prop_oneof![any::<u32>().prop_map(Value::from), ODD_NUMBERS.prop_map(odd)];
    let named = ("N\\PC{0,8}", created).prop_map(|(name, created)| {
        let slug = ("slug".to_owned(), Value::Null);
        vec![slug, ("name".to_owned(), name.into()), ("createdAt".to_owned(), created)]
    });
    let mid_stream = select(vec!["steer", "queue", "later"]).prop_map(Value::from);
    let members = (
        kind,
        named,
        sometimes("midStreamBehavior", mid_stream),
        sometimes("gcpRegion", ODD_TEXTS.prop_map(odd)),
        sometimes("models", models()),
        unheard(),
    );
    shuffled(members.prop_map(|(a, b, c, d, e, f)| vec![a, b, c, d, e, f]))
}

/// A config.json with odd values in it.
pub fn config() -> impl Strategy<Value = Value> {
    let connections = prop::collection::vec(connection(), 0..4).prop_map(|list| {
        let named = list.into_iter().enumerate();
        named
            .map(|(n, mut c)| {
                c["slug"] = format!("c{n}").into();
                c
            })
            .collect()
    });
    let rows = prop::collection::vec(unheard(), 0..2).prop_map(|rows| {
        let rooted = |more: Vec<Member>| {
            more.into_iter().chain([("rootPath".to_owned(), "/nowhere/at/all".into())])
        };
        vec![("workspaces".to_owned(), rows.into_iter().map(|row| object(rooted(row))).collect())]
    });
    let default = select(vec!["c0", "c1", "gone"]).prop_map(Value::from);
    let active = Just(vec![("activeWorkspaceId".to_owned(), Value::Null)]);
    let members = (
        rows,
        active,
        sometimes("llmConnections", connections),
        sometimes("defaultLlmConnection", default),
        unheard(),
    );
    shuffled(members.prop_map(|(a, b, c, d, e)| vec![a, b, c, d, e]))
}

/// How it is written: by Craft in a good part of the cases.
pub fn style() -> impl Strategy<Value = Style> {
    let program = |unit, newline, start, end| Style::Program { unit, newline, start, end };
    let programs = [
        program(Some("  "), "\n", "", ""),
        program(Some("\t"), "\n", "", ""),
        program(Some("    "), "\n", "", ""),
        program(Some("  "), "\r\n", "", ""),
        program(Some("  "), "\n", "\u{feff}", ""),
        program(Some("  "), "\n", "", "\n"),
        program(Some("\t"), "\r\n", "\u{feff}", "\r\n\r\n"),
        program(None, "\n", "", ""),
        program(None, "\n", "\u{feff}", "\n"),
    ];
    let gap = select(vec!["", "", " ", "  ", "\n", "\r\n\t", "\t", "\n\n   "]);
    prop_oneof![
        3 => select(programs.to_vec()),
        1 => prop::collection::vec(gap, 1..12).prop_map(Style::Hand),
    ]
}

/// An edit to be made on whatever settings there are.
#[derive(Clone, Debug)]
pub enum Plan {
    SetDefault(usize),
    SetMidStream(usize),
    Rename(usize, String),
    Update(usize, Vec<(&'static str, Option<Value>)>),
    Models(usize, bool),
    Add(String),
    Duplicate(usize),
    Delete(usize),
    Model(usize, Option<&'static str>),
    Thinking(Thinking),
    Switch(Switch),
}

pub fn plan() -> impl Strategy<Value = Plan> {
    let which = 0..4_usize;
    let fields = [
        ("name", Some(json!("Several at once"))),
        ("gcpProjectId", Some(json!("p\"1"))),
        ("gcpRegion", None),
        ("codexPath", None),
        ("lastUsedAt", Some(json!(5))),
        ("customEndpoint.supportsImages", Some(json!(false))),
        ("customEndpoint.supportsImages", None),
        ("customEndpoint", None),
        ("baseUrl", Some(json!("https://h/v1"))),
        ("midStreamBehavior", None),
    ];
    let fields = proptest::sample::subsequence(fields.to_vec(), 1..5);
    prop_oneof![
        which.clone().prop_map(Plan::SetDefault),
        which.clone().prop_map(Plan::SetMidStream),
        (which.clone(), "R\\PC{0,6}").prop_map(|(n, name)| Plan::Rename(n, name)),
        (which.clone(), fields).prop_map(|(n, fields)| Plan::Update(n, fields)),
        (which.clone(), any::<bool>()).prop_map(|(n, more)| Plan::Models(n, more)),
        "A\\PC{0,6}".prop_map(Plan::Add),
        which.clone().prop_map(Plan::Duplicate),
        which.clone().prop_map(Plan::Delete),
        (which, select(vec![None, Some("m"), Some("new one")]))
            .prop_map(|(n, id)| Plan::Model(n, id)),
        select(Thinking::ALL.to_vec()).prop_map(Plan::Thinking),
        select(Switch::ALL.to_vec()).prop_map(Plan::Switch),
    ]
}

impl Plan {
    /// The edit as a person would make it who sees these settings; none where it has nothing to be
    /// made on.
    pub fn on(&self, seen: &Settings) -> Option<Edit> {
        let all = seen.connections();
        let pick =
            |n: &usize| all.get(n % all.len().max(1)).map(|c| (ConnectionId::first(c.slug()), c));
        let field =
            |c: &Connection, path, after| FieldEdit { path, before: c.get(path).cloned(), after };
        Some(match self {
            Self::SetDefault(n) => {
                let before = seen.stored_default().map(str::to_owned);
                Edit::SetDefault { id: pick(n)?.0, before }
            }
            Self::SetMidStream(n) => {
                let (id, c) = pick(n)?;
                let before = c.get("midStreamBehavior").cloned();
                Edit::SetMidStream { id, before, mode: c.mid_stream().0.flipped() }
            }
            Self::Rename(n, name) => {
                let (id, c) = pick(n)?;
                Edit::Rename { id, before: c.get("name").cloned(), name: name.clone() }
            }
            Self::Update(n, fields) => {
                let (id, c) = pick(n)?;
                let fields = fields.iter().map(|(path, after)| field(c, path, after.clone()));
                Edit::Update { id, fields: fields.collect() }
            }
            Self::Models(n, more) => {
                let (id, c) = pick(n)?;
                let mut models =
                    c.get("models").and_then(Value::as_array).cloned().unwrap_or_default();
                if *more {
                    models.insert(models.len() / 2, json!({"id": "new", "contextWindow": 5}));
                } else if !models.is_empty() {
                    models.remove(0);
                }
                let models = field(c, "models", Some(models.into()));
                Edit::Update { id, fields: vec![models] }
            }
            Self::Add(name) => {
                let slug = next_free("added", |slug| seen.has_slug(slug));
                let connection = Connection::new(
                    json!({"slug": slug, "name": name, "providerType": "pi_compat",
                    "authType": "none", "baseUrl": "http://localhost:1", "models": ["a", {"id": "b"}],
                    "customEndpoint": {"api": "openai-completions"}, "createdAt": 1}),
                );
                Edit::Add { connection }
            }
            Self::Duplicate(n) => {
                Edit::Duplicate { with_secrets: false, id: pick(n)?.0, now_ms: 7 }
            }
            Self::Model(..) | Self::Thinking(_) | Self::Switch(_) => return self.on_defaults(seen),
            Self::Delete(n) => {
                let (id, c) = pick(n)?;
                Edit::Delete { id, seen: Arc::clone(c), now_ms: 7 }
            }
        })
    }

    /// The same of what new chats begin with.
    fn on_defaults(&self, seen: &Settings) -> Option<Edit> {
        let global = |global: Global, before: Option<&Value>, after: Value| Edit::SetGlobal {
            global,
            before: before.cloned(),
            after: Some(after),
        };
        Some(match self {
            Self::Model(n, model) => {
                let c = seen.connections().get(n % seen.connections().len().max(1))?;
                Edit::SetDefaultModel {
                    id: ConnectionId::first(c.slug()),
                    before: c.get("defaultModel").cloned(),
                    model: model.map(str::to_owned),
                }
            }
            Self::Thinking(level) => {
                let before = seen.stored_thinking();
                global(Global::Thinking, before, level.value().into())
            }
            Self::Switch(switch) => {
                let before = seen.stored_switch(*switch);
                let on = seen.is_on(*switch);
                global(Global::Switch(*switch), before, (!on).into())
            }
            _ => return None,
        })
    }
}
