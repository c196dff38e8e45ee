//! The models of a Copilot login, and the terms of some of them.

use reqwest::{StatusCode, Url};
use serde_json::{Value, json};

use super::as_editor::as_editor;
use super::client::{Client, read};
use super::failure::SignInFailure;
use super::messages;
use crate::net::HttpRequest;
use crate::settings::connection::endpoint::host;
use crate::settings::craft::live::LiveModel;
use crate::settings::credential::copilot::api_of;
use crate::settings::credential::key;
use crate::settings::secret::Secret;
use crate::settings::sign_in::SignedIn;
use crate::text::safe::{is_unsafe, one_line};

/// The state of terms that can be accepted: there is no decision yet.
const UNDECIDED: &str = "unconfigured";

/// The maximum length of a model's id or name, in characters.
const MAX_NAME: usize = 120;

/// Lists the models of a login. The login is valid even if listing fails.
pub(super) async fn list(client: &Client, signed_in: &mut SignedIn) {
    let Some(token) = signed_in.part(key::VALUE).cloned() else {
        return;
    };
    match ask(client, &token).await {
        Ok((models, without_terms)) => {
            signed_in.models = Some(models);
            signed_in.without_terms = without_terms;
        }
        Err(failure) => signed_in.notes.push(messages::models_not_listed(&failure.sentence)),
    }
}

async fn ask(
    client: &Client,
    token: &Secret,
) -> Result<(Vec<LiveModel>, Vec<String>), SignInFailure> {
    let api = api_of(token.expose());
    let request = HttpRequest::get(&format!("{api}/models"));
    let request = request.and_then(|request| as_editor(request, token));
    let response = client.send(request, &[token]).await?;
    if response.status != StatusCode::OK {
        let words = response.exchange.words.as_deref();
        return Err(messages::refused(host(&api), response.status.as_u16(), words));
    }
    let answer: Value = read(response, host(&api), messages::A_LIST_OF_MODELS)?;
    let listed = answer.get("data").and_then(Value::as_array);
    let listed =
        listed.ok_or_else(|| messages::unexpected(host(&api), messages::A_LIST_OF_MODELS))?;
    let without_terms = listed.iter().filter(|model| state_of(model) == Some(UNDECIDED));
    let without_terms = without_terms.filter_map(id_of).map(str::to_owned).collect();
    Ok((listed.iter().filter_map(live_model).collect(), without_terms))
}

fn id_of(model: &Value) -> Option<&str> {
    let id = model.get("id")?.as_str()?;
    let is_short = id.chars().count() <= MAX_NAME && !id.is_empty();
    (is_short && !id.chars().any(is_unsafe)).then_some(id)
}

fn state_of(model: &Value) -> Option<&str> {
    model.pointer("/policy/state")?.as_str()
}

fn live_model(model: &Value) -> Option<LiveModel> {
    let number = |at: &str| model.pointer(at).and_then(Value::as_u64);
    let flag = |at: &str| model.pointer(at).and_then(Value::as_bool);
    let name = model.get("name").and_then(Value::as_str).filter(|name| !name.trim().is_empty());
    Some(LiveModel {
        name: name.map(|name| one_line(name, MAX_NAME)),
        context_window: number("/capabilities/limits/max_context_window_tokens"),
        enabled: state_of(model).is_none_or(|state| state == "enabled"),
        thinking: flag("/capabilities/supports/thinking") == Some(true),
        ..LiveModel::new(id_of(model)?)
    })
}

/// Accepts the terms of the models without a decision, one after the other.
pub(super) async fn accept_terms(client: &Client, mut signed_in: SignedIn) -> SignedIn {
    let Some(token) = signed_in.part(key::VALUE).cloned() else {
        return signed_in;
    };
    for id in std::mem::take(&mut signed_in.without_terms) {
        if let Err(failure) = accept(client, &token, &id).await {
            signed_in.notes.push(messages::terms_refused(&id, &failure.sentence));
        }
    }
    list(client, &mut signed_in).await;
    signed_in
}

async fn accept(client: &Client, token: &Secret, id: &str) -> Result<(), SignInFailure> {
    let api = api_of(token.expose());
    let request = Url::parse(&api).map_err(|why| why.to_string()).and_then(|mut url| {
        let segments = url.path_segments_mut();
        segments.map_err(|()| "no path".to_owned())?.extend(["models", id, "policy"]);
        let request = HttpRequest::get(url.as_str())?.post(&json!({"state": "enabled"}));
        as_editor(request, token)
    });
    let response = client.send(request, &[token]).await?;
    if response.status.is_success() {
        return Ok(());
    }
    let words = response.exchange.words.as_deref();
    Err(messages::refused(host(&api), response.status.as_u16(), words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn model_without_policy_is_enabled_and_only_an_undecided_one_has_terms() {
        let of = |policy: Value| {
            let model = json!({"id": "m", "policy": policy});
            (live_model(&model).expect("one").enabled, state_of(&model) == Some(UNDECIDED))
        };
        assert_eq!(of(Value::Null), (true, false));
        assert_eq!(of(json!({"state": "enabled"})), (true, false));
        assert_eq!(of(json!({"state": "disabled"})), (false, false));
        assert_eq!(of(json!({"state": UNDECIDED})), (false, true));
        assert_eq!(live_model(&json!({"id": "a\u{1b}"})), None);
    }
}
