//! Completes a list of models with details from the server itself: only when the list is what a
//! person wants, only for servers that people run themselves, on the same host with the same key,
//! and with few requests. A missing answer does no harm: the list alone is enough.

use std::time::{Duration, Instant};

use reqwest::Url;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::abilities::{add_abilities, has_word, positive};
use super::site::Site;
use crate::net::{Http, HttpRequest};
use crate::probe::Probe;
use crate::probe::server_signs::Port;
use crate::settings::connection::endpoint::{host, is_this_machine, join, origin};
use crate::settings::connection::local_server::LocalServerKind;
use crate::settings::connection::models::listed::{ListedModel, is_same};
use crate::settings::connection::models::stated::{Basis, Stated, StatedBy};
use crate::settings::connection::presets::presets;
use crate::settings::secret::Secret;

/// The total time limit.
const LIMIT: Duration = Duration::from_secs(3);

/// How many models to look up at a server that describes one per request, and how many at once.
const MOST_MODELS: usize = 60;
const AT_ONCE: usize = 8;

impl Probe<'_> {
    /// Completes listed models with their server's own answers. `server` is the one that the list
    /// names.
    pub(super) async fn complete(
        &self,
        site: Site<'_>,
        server: Option<LocalServerKind>,
        models: &mut [ListedModel],
    ) {
        let is_wanted = !self.request.may_spend || self.request.connection.needs_a_listed_model();
        if !is_wanted || !self.is_self_hosted(site.base) {
            return;
        }
        let left = self.deadline.saturating_duration_since(Instant::now());
        let secrets = self.secrets().into_iter().chain(site.key.secret());
        let details = ServerDetails {
            http: self.http,
            base: site.base,
            deadline: Instant::now() + LIMIT.min(left / 2),
            key: Some(site),
            secrets: secrets.cloned().collect(),
        };
        details.complete(server, models).await;
    }

    /// Whether a person runs the endpoint, rather than a provider.
    fn is_self_hosted(&self, base: &str) -> bool {
        // If Craft ignores the stored URL, the base is the provider's.
        let stored = self.request.connection.text("baseUrl").map(host);
        let urls = presets().iter().filter_map(|preset| preset.text("baseUrl"));
        let is_providers = urls.map(host).any(|provider| provider == host(base));
        stored == Some(host(base)) && (is_this_machine(base) || !is_providers)
    }
}

/// A model server that describes its models.
pub(in crate::probe) struct ServerDetails<'a> {
    http: &'a Http,
    base: &'a str,
    deadline: Instant,
    /// How to send the key; none for a server that needs none.
    key: Option<Site<'a>>,
    /// What its answers must not repeat.
    secrets: Vec<Secret>,
}

impl<'a> ServerDetails<'a> {
    /// For a server that needs no key.
    pub(in crate::probe) const fn without_key(
        http: &'a Http,
        base: &'a str,
        deadline: Instant,
    ) -> Self {
        Self { http, base, deadline, key: None, secrets: Vec::new() }
    }

    /// Completes listed models with the server's own answers. Without a known `server`, its signs
    /// are checked.
    pub(in crate::probe) async fn complete(
        &self,
        server: Option<LocalServerKind>,
        models: &mut [ListedModel],
    ) {
        if !models.iter().any(is_open) {
            return;
        }
        let server = if server.is_some() {
            server
        } else {
            let port = Port { http: self.http, base_url: self.base, deadline: self.deadline };
            port.kind_by_signs(usual_at(self.base)).await
        };
        match server {
            Some(LocalServerKind::Ollama) => self.complete_by_ollama(models).await,
            Some(LocalServerKind::LmStudio) => self.complete_by_lm_studio(models).await,
            Some(LocalServerKind::LlamaCpp) => self.complete_by_llama_cpp(models).await,
            Some(LocalServerKind::LiteLlm) => self.complete_by_litellm(models).await,
            // vLLM's list already has everything.
            Some(LocalServerKind::Vllm) | None => {}
        }
    }

    /// Sends one request, with the key if there is one; returns its JSON.
    fn question(
        &self,
        request: Result<HttpRequest, String>,
    ) -> impl Future<Output = Option<Value>> + Send + 'static {
        let request = request.and_then(|request| match self.key {
            Some(site) => site.dialect.add_key(request, site.key),
            None => Ok(request),
        });
        let (secrets, http, deadline) = (self.secrets.clone(), self.http.clone(), self.deadline);
        async move {
            let secrets: Vec<&Secret> = secrets.iter().collect();
            let response = http.send(request.ok()?, deadline, &secrets).await.ok()?;
            response.json().filter(|_| response.status.is_success())
        }
    }

    /// The JSON at a path below the origin.
    async fn get(&self, path: &str) -> Option<Value> {
        let request = HttpRequest::get(&join(&origin(self.base), path));
        self.question(request).await
    }

    /// Ollama describes one model per request.
    async fn complete_by_ollama(&self, models: &mut [ListedModel]) {
        let url = join(&origin(self.base), "api/show");
        let open: Vec<(usize, String)> = models
            .iter()
            .enumerate()
            .filter(|(_, model)| is_open(model))
            .map(|(n, model)| (n, model.id.clone()))
            .take(MOST_MODELS)
            .collect();
        let mut waiting = open.into_iter();
        let mut running = JoinSet::new();
        loop {
            while running.len() < AT_ONCE
                && let Some((n, id)) = waiting.next()
            {
                let request = HttpRequest::get(&url).map(|it| it.post(&json!({"model": id})));
                let question = self.question(request);
                running.spawn(async move { (n, question.await) });
            }
            match running.join_next().await {
                Some(Ok((n, Some(shown)))) => shown_by_ollama(&mut models[n], &shown),
                // Without an answer, the model stays as it is.
                Some(_) => {}
                None => return,
            }
        }
    }

    async fn complete_by_lm_studio(&self, models: &mut [ListedModel]) {
        let listed = |answer: &Value| ["/models", "/data"].iter().any(|at| is_list(answer, at));
        let newest = self.get("api/v1/models").await.filter(listed);
        let answer = match newest {
            Some(answer) => Some(answer),
            None => self.get("api/v0/models").await,
        };
        let entries = answer.iter().flat_map(|answer| {
            let lists = ["/models", "/data"].into_iter();
            lists.filter_map(|at| answer.pointer(at)?.as_array()).flatten()
        });
        for entry in entries {
            let id = ["key", "id"].iter().find_map(|key| entry.get(key)?.as_str());
            let loaded = entry.pointer("/loaded_instances/0/id").and_then(Value::as_str);
            let is_it = |model: &&mut ListedModel| {
                [id, loaded].into_iter().flatten().any(|id| is_same(&model.id, id))
            };
            for model in models.iter_mut().filter(is_it) {
                *model =
                    add_abilities(model.clone(), entry, Some(LocalServerKind::LmStudio.name()));
                // LM Studio may load a model with a smaller window than the model supports.
                let window = model.context_window.as_mut();
                if let Some(window) = window.filter(|it| it.source.key == "max_context_length") {
                    window.source.basis = Basis::UpTo;
                }
            }
        }
    }

    /// llama.cpp describes the one model that it runs.
    async fn complete_by_llama_cpp(&self, models: &mut [ListedModel]) {
        let [model] = models else { return };
        let Some(props) = self.get("props").await else { return };
        let source = |key, basis| by(LocalServerKind::LlamaCpp, key, basis);
        if let Some(value) = props.pointer("/modalities/vision").and_then(Value::as_bool) {
            let stated = Stated { value, source: source("modalities.vision", Basis::Stated) };
            model.supports_images.get_or_insert(stated);
        }
    }

    /// `LiteLLM` lists its deployments. Several may share a name: only what all of them can do
    /// counts.
    async fn complete_by_litellm(&self, models: &mut [ListedModel]) {
        let Some(answer) = self.get("model/info").await else { return };
        let deployments = answer.get("data").and_then(Value::as_array);
        let name = Some(LocalServerKind::LiteLlm.name());
        for model in models {
            let own = deployments.into_iter().flatten();
            let own = own.filter(|it| it["model_name"].as_str() == Some(&model.id));
            let bare = ListedModel::default();
            let each = own.map(|it| add_abilities(bare.clone(), &it["model_info"], name));
            let Some(least) = each.reduce(|one, other| least(one, &other)) else { continue };
            model.context_window = model.context_window.or(least.context_window);
            model.max_output = model.max_output.or(least.max_output);
            model.supports_images = model.supports_images.or(least.supports_images);
            model.thinks = model.thinks.or(least.thinks);
        }
    }
}

/// Whether the server may know more about a model than its list.
fn is_open(model: &ListedModel) -> bool {
    model.answers_chats() && model.is_incomplete()
}

const fn by(server: LocalServerKind, key: &'static str, basis: Basis) -> StatedBy {
    StatedBy { server: Some(server.name()), key, basis }
}

fn is_list(answer: &Value, at: &str) -> bool {
    answer.pointer(at).is_some_and(Value::is_array)
}

/// The server with the port of this URL as its usual port.
fn usual_at(base: &str) -> Option<LocalServerKind> {
    let port = |url: &str| Url::parse(url).ok()?.port_or_known_default();
    let own = port(base)?;
    LocalServerKind::ALL.into_iter().find(|kind| port(kind.usual_url()) == Some(own))
}

/// Fills in what Ollama shows of a model: the configured window, else the one from its training.
fn shown_by_ollama(model: &mut ListedModel, shown: &Value) {
    let source = |key, basis| by(LocalServerKind::Ollama, key, basis);
    let served = || {
        let value = parameter(shown["parameters"].as_str()?, "num_ctx")?;
        Some(Stated { value, source: source("num_ctx", Basis::Served) })
    };
    let trained = || {
        let info = shown["model_info"].as_object()?;
        let (_, value) = info.iter().find(|(key, _)| key.ends_with(".context_length"))?;
        Some(Stated { value: positive(value)?, source: source("context_length", Basis::UpTo) })
    };
    model.context_window = model.context_window.or_else(served).or_else(trained);
    if let Some(all) = shown["capabilities"].as_array() {
        let stated = |word| Stated {
            value: has_word(all, word),
            source: source("capabilities", Basis::Stated),
        };
        model.supports_images.get_or_insert_with(|| stated("vision"));
        model.thinks.get_or_insert_with(|| stated("thinking"));
        model.is_for_chats.get_or_insert(has_word(all, "completion"));
    }
}

/// A number in a model's parameters, which have one name and value per line.
fn parameter(parameters: &str, name: &str) -> Option<u64> {
    parameters.lines().find_map(|line| {
        let (own, value) = line.trim().split_once(char::is_whitespace)?;
        let value: u64 = (own == name).then(|| value.trim().parse().ok())??;
        (value > 0).then_some(value)
    })
}

/// What both can do; what is unknown for one is unknown.
fn least(one: ListedModel, other: &ListedModel) -> ListedModel {
    fn lesser<T: Ord + Copy>(a: Option<Stated<T>>, b: Option<Stated<T>>) -> Option<Stated<T>> {
        let (a, b) = (a?, b?);
        Some(if a.value <= b.value { a } else { b })
    }
    ListedModel {
        context_window: lesser(one.context_window, other.context_window),
        max_output: lesser(one.max_output, other.max_output),
        supports_images: lesser(one.supports_images, other.supports_images),
        thinks: lesser(one.thinks, other.thinks),
        ..one
    }
}
