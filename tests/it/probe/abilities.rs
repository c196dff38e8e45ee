//! What the models of an endpoint can do, as each kind of server states it, and what is asked for
//! that beside the list.

use llm_connections::probe::report::Report;
use llm_connections::settings::Connection;
use llm_connections::settings::connection::models::listed::ListedModel;
use llm_connections::settings::connection::models::stated::Stated;
use llm_connections::settings::validation::request::ProbeRequest;
use serde_json::{Value, json};

use crate::probe::asking::{
    GEMINI, GOOGLE, KEY, anthropic, asked, asked_at, asked_with_hosts, openai, request, upstream,
    without_secret,
};
use crate::support::server::{Reply, Request, Server};

/// A server that answers what it knows, by method and path, and 404 to all else.
fn server(routes: Vec<(&'static str, Value)>) -> Server {
    Server::start(move |request: &Request| {
        let route = routes.iter().find(|(line, _)| *line == request.line());
        match route {
            Some((_, Value::String(text))) => {
                Reply::Full(200, Vec::new(), text.clone().into_bytes())
            }
            Some((_, json)) => Reply::Json(200, json.clone()),
            None => Reply::Json(404, json!({"error": "not found"})),
        }
    })
}

/// The connection as its models are fetched: a list, and no message.
fn fetching(request: ProbeRequest) -> ProbeRequest {
    ProbeRequest { may_spend: false, ..request }
}

fn local(server: &Server) -> ProbeRequest {
    fetching(without_secret(
        json!({"slug": "o", "name": "O", "providerType": "pi_compat", "authType": "none",
        "baseUrl": format!("{}/v1", server.url()), "customEndpoint": {"api": "openai-completions"}}),
    ))
}

fn model<'a>(report: &'a Report, id: &str) -> &'a ListedModel {
    let models = report.models.as_ref().unwrap_or_else(|| panic!("{report:#?}"));
    models.iter().find(|model| model.id == id).unwrap_or_else(|| panic!("{models:#?}"))
}

/// A value, and which source states it, with which key and on what basis.
fn in_words<T: ToString>(stated: Option<Stated<T>>) -> String {
    let with_source = |Stated { value, source }: Stated<T>| {
        let basis = source.basis.word();
        format!("{} {} {} {basis}", value.to_string(), source.word(), source.key)
    };
    stated.map_or_else(|| "-".to_owned(), with_source)
}

/// Context, longest answer, images and thinking of a model.
fn abilities(model: &ListedModel) -> [String; 4] {
    [
        in_words(model.context_window),
        in_words(model.max_output),
        in_words(model.supports_images),
        in_words(model.thinks),
    ]
}

#[track_caller]
fn states(report: &Report, id: &str, expected: [&str; 4]) {
    assert_eq!(abilities(model(report, id)), expected.map(str::to_owned), "{id}");
}

fn list(models: &Value) -> Value {
    json!({"object": "list", "data": models})
}

#[test]
fn each_list_that_states_what_its_models_can_do_is_read() {
    let all = json!([
        {"id": "openrouter", "context_length": 9, "top_provider": {"context_length": 200_000, "max_completion_tokens": 32_000},
            "architecture": {"input_modalities": ["text", "image"]}, "supported_parameters": ["tools", "reasoning"]},
        {"id": "openrouter-plain", "context_length": 8_192, "top_provider": {"context_length": null},
            "architecture": {"input_modalities": ["text"]}, "supported_parameters": ["tools"]},
        {"id": "vllm", "max_model_len": 32_768},
        {"id": "groq", "context_window": 131_072, "max_completion_tokens": 65_536},
        {"id": "mistral", "max_context_length": 262_144, "capabilities": {"vision": true, "completion_chat": true}},
        {"id": "kimi", "context_length": 262_144, "supports_image_in": true, "supports_reasoning": true},
        {"id": "served", "meta": {"n_ctx": 4_096, "n_ctx_train": 131_072}},
        {"id": "trained", "meta": {"n_ctx_train": 131_072}},
        {"id": "as-text", "context_length": "131072", "max_model_len": 0},
    ]);
    let server = server(vec![("GET /v1/models", list(&all))]);
    let report = asked(&local(&server));
    for (id, expected) in [
        (
            "openrouter",
            [
                "200000 list context_length stated",
                "32000 list max_completion_tokens stated",
                "true list input_modalities stated",
                "true list supported_parameters stated",
            ],
        ),
        (
            "openrouter-plain",
            [
                "8192 list context_length stated",
                "-",
                "false list input_modalities stated",
                "false list supported_parameters stated",
            ],
        ),
        ("vllm", ["32768 list max_model_len served", "-", "-", "-"]),
        (
            "groq",
            [
                "131072 list context_window stated",
                "65536 list max_completion_tokens stated",
                "-",
                "-",
            ],
        ),
        ("mistral", ["262144 list max_context_length stated", "-", "true list vision stated", "-"]),
        (
            "kimi",
            [
                "262144 list context_length stated",
                "-",
                "true list supports_image_in stated",
                "true list supports_reasoning stated",
            ],
        ),
        ("served", ["4096 list n_ctx served", "-", "-", "-"]),
        ("trained", ["131072 list n_ctx_train upTo", "-", "-", "-"]),
        ("as-text", ["131072 list context_length stated", "-", "-", "-"]),
    ] {
        states(&report, id, expected);
    }
}

#[test]
fn anthropic_and_google_state_facts_in_their_lists_and_get_no_other_request() {
    let claude = json!([{"type": "model", "id": "claude", "display_name": "Claude", "max_input_tokens": 1_000_000,
        "max_tokens": 64_000, "capabilities": {"image_input": {"supported": true},
            "thinking": {"supported": false}, "effort": {"supported": true, "low": {"supported": true}}}}]);
    let server = server(vec![("GET /v1/models", json!({"data": claude, "has_more": false}))]);
    let report = asked(&fetching(request(anthropic(&server.url()), KEY)));
    states(
        &report,
        "claude",
        [
            "1000000 list max_input_tokens stated",
            "64000 list max_tokens stated",
            "true list image_input stated",
            "true list effort stated",
        ],
    );
    let gemini = json!({"models": [{"name": format!("models/{GEMINI}"), "inputTokenLimit": 1_048_576,
        "outputTokenLimit": 65_536}, {"name": "models/other"}]});
    let google = self::server(vec![("GET /v1beta/models", gemini)]);
    let report = asked_at(GOOGLE, &google, &fetching(request(upstream("google", GEMINI), KEY)));
    let expected =
        ["1048576 list inputTokenLimit stated", "65536 list outputTokenLimit stated", "-", "-"];
    states(&report, GEMINI, expected);
    let is_list = |request: &Request| request.path.contains("models");
    assert!(google.requests().iter().all(is_list), "{:?}", google.lines());
}

/// Ollama with two models, one of which has its window set, and one for embeddings.
fn ollama() -> Server {
    Server::start(|request| match request.line().as_str() {
        "GET /v1/models" => {
            let model = |id| json!({"id": id, "object": "model", "owned_by": "library"});
            let ids = ["set:latest", "trained:latest", "nomic-embed-text:latest", "gone:latest"];
            Reply::Json(200, list(&ids.map(model).into_iter().collect()))
        }
        "GET /" => Reply::Full(200, Vec::new(), b"Ollama is running".to_vec()),
        "POST /api/show" => {
            let body: Value = serde_json::from_str(&request.body).expect("JSON");
            match body["model"].as_str().expect("a model") {
                "set:latest" => Reply::Json(
                    200,
                    json!({"parameters": "stop                           \"<|im_end|>\"\nnum_ctx                        32768",
                        "model_info": {"general.architecture": "qwen3", "qwen3.context_length": 262_144},
                        "capabilities": ["completion", "vision", "thinking"]}),
                ),
                "trained:latest" => Reply::Json(
                    200,
                    json!({"model_info": {"llama.context_length": 131_072}, "capabilities": ["completion"]}),
                ),
                "gone:latest" => Reply::Json(404, json!({"error": "model not found"})),
                other => panic!("{other} is not for chats"),
            }
        }
        _ => Reply::Json(404, json!({})),
    })
}

#[test]
fn ollama_is_asked_for_each_model_and_what_it_serves_wins() {
    let server = ollama();
    let report = asked(&local(&server));
    states(
        &report,
        "set:latest",
        [
            "32768 Ollama num_ctx served",
            "-",
            "true Ollama capabilities stated",
            "true Ollama capabilities stated",
        ],
    );
    states(
        &report,
        "trained:latest",
        [
            "131072 Ollama context_length upTo",
            "-",
            "false Ollama capabilities stated",
            "false Ollama capabilities stated",
        ],
    );
    states(&report, "gone:latest", ["-"; 4]);
    let shows = server.lines().iter().filter(|line| *line == "POST /api/show").count();
    assert_eq!(shows, 3, "{:?}", server.lines());
}

#[test]
fn a_validation_asks_no_more_than_it_must() {
    let server = ollama();
    let mut request = local(&server);
    request.may_spend = true;
    // One with a model: its list is not what a person wants.
    let mut connection = request.connection.value().clone();
    connection["defaultModel"] = json!("set");
    request.connection = std::sync::Arc::new(Connection::new(connection));
    let report = asked(&request);
    states(&report, "set:latest", ["-"; 4]);
    assert_eq!(server.lines(), ["GET /v1/models"]);
}

#[test]
fn details_of_many_models_are_requested_up_to_a_limit() {
    let ids: Vec<Value> = (0..100).map(|n| json!({"id": format!("m{n}")})).collect();
    let models = list(&Value::Array(ids));
    let server = Server::start(move |request| match request.line().as_str() {
        "GET /v1/models" => Reply::Json(200, models.clone()),
        "GET /" => Reply::Full(200, Vec::new(), b"Ollama is running".to_vec()),
        "POST /api/show" => Reply::Json(200, json!({"parameters": "num_ctx 8192"})),
        _ => Reply::Json(404, json!({})),
    });
    let report = asked(&local(&server));
    let known = report.models.iter().flatten().filter(|model| model.context_window.is_some());
    let shows = server.lines().iter().filter(|line| *line == "POST /api/show").count();
    assert_eq!((known.count(), shows), (60, 60));
}

#[test]
fn lm_studio_is_asked_once_by_its_newest_route_or_the_older_one() {
    let greeting = json!({"lmstudio": true});
    let ids = list(&json!([{"id": "qwen/qwen3-vl"}, {"id": "idle"}]));
    let newest = json!({"models": [
        {"type": "llm", "key": "qwen/qwen3-vl", "max_context_length": 262_144, "capabilities": {"vision": true},
            "loaded_instances": [{"id": "qwen/qwen3-vl", "config": {"context_length": 16_384}}]},
        {"type": "llm", "key": "idle", "max_context_length": 131_072, "capabilities": {"vision": false},
            "loaded_instances": []}]});
    let server = server(vec![
        ("GET /v1/models", ids.clone()),
        ("GET /lmstudio-greeting", greeting.clone()),
        ("GET /api/v1/models", newest),
    ]);
    let report = asked(&local(&server));
    let vision = "true LM Studio vision stated";
    states(&report, "qwen/qwen3-vl", ["16384 LM Studio context_length served", "-", vision, "-"]);
    let idle = "131072 LM Studio max_context_length upTo";
    states(&report, "idle", [idle, "-", "false LM Studio vision stated", "-"]);
    let older = list(&json!([
        {"id": "qwen/qwen3-vl", "type": "vlm", "loaded_context_length": 8_192, "max_context_length": 262_144},
        {"id": "idle", "type": "llm", "max_context_length": 131_072}]));
    let server = self::server(vec![
        ("GET /v1/models", ids),
        ("GET /lmstudio-greeting", greeting),
        ("GET /api/v0/models", older),
    ]);
    let report = asked(&local(&server));
    let loaded = "8192 LM Studio loaded_context_length served";
    states(&report, "qwen/qwen3-vl", [loaded, "-", "-", "-"]);
    states(&report, "idle", [idle, "-", "-", "-"]);
}

#[test]
fn llama_cpp_answers_of_the_one_model_that_it_runs() {
    let models = |ids: &[&str]| {
        let model = |id: &&str| json!({"id": id, "owned_by": "llamacpp", "meta": {"n_ctx": 8_192}});
        list(&ids.iter().map(model).collect())
    };
    let props = json!({"modalities": {"vision": true, "audio": false}});
    let one = server(vec![("GET /v1/models", models(&["m"])), ("GET /props", props.clone())]);
    let window = "8192 list n_ctx served";
    let report = asked(&local(&one));
    states(&report, "m", [window, "-", "true llama.cpp modalities.vision stated", "-"]);
    assert_eq!(one.lines(), ["GET /v1/models", "GET /props"]);
    let two = server(vec![("GET /v1/models", models(&["m", "n"])), ("GET /props", props)]);
    states(&asked(&local(&two)), "n", [window, "-", "-", "-"]);
    assert_eq!(two.lines(), ["GET /v1/models"]);
}

#[test]
fn litellm_deployments_share_the_common_abilities_and_the_key_is_sent() {
    let ready = json!({"status": "healthy", "litellm_version": "1.83.7"});
    let info = json!({"data": [
        {"model_name": "m", "model_info": {"max_input_tokens": 200_000, "max_output_tokens": 64_000,
            "supports_vision": true, "supports_reasoning": true}},
        {"model_name": "m", "model_info": {"max_input_tokens": 128_000, "max_output_tokens": 64_000,
            "supports_vision": false, "supports_reasoning": null}}]});
    let server = server(vec![
        ("GET /v1/models", list(&json!([{"id": "m", "owned_by": "openai"}]))),
        ("GET /health/readiness", ready),
        ("GET /model/info", info),
    ]);
    let report = asked(&fetching(request(openai(&format!("{}/v1", server.url())), KEY)));
    states(
        &report,
        "m",
        [
            "128000 LiteLLM max_input_tokens stated",
            "64000 LiteLLM max_output_tokens stated",
            "false LiteLLM supports_vision stated",
            "-",
        ],
    );
    for request in server.requests() {
        // Which server it is, is asked without a key.
        let is_sign = ["/", "/health/readiness", "/props", "/metrics"].contains(&&*request.path);
        assert!(!(is_sign && request.has(KEY)), "{}", request.line());
    }
    assert!(server.requests().iter().any(|it| it.path == "/model/info" && it.has(KEY)));
}

#[test]
fn a_provider_is_asked_for_its_list_alone() {
    let path = "GET /openai/v1/models";
    let server = server(vec![(path, list(&json!([{"id": "m"}])))]);
    let at = |base: &str| fetching(request(openai(base), KEY));
    let host = "api.groq.com";
    let report = asked_with_hosts(&[(host, &server)], &at("https://api.groq.com/openai/v1"));
    states(&report, "m", ["-"; 4]);
    assert!(server.lines().iter().all(|line| line == path), "{:?}", server.lines());
}

#[test]
fn server_hanging_on_details_takes_bounded_time_and_keeps_the_list() {
    let server = Server::start(|request| match request.line().as_str() {
        "GET /v1/models" => Reply::Json(200, list(&json!([{"id": "m"}]))),
        "GET /" => Reply::Full(200, Vec::new(), b"Ollama is running".to_vec()),
        _ => Reply::Silence,
    });
    let report = asked(&local(&server));
    states(&report, "m", ["-"; 4]);
    assert!(report.failed().is_none(), "{report:#?}");
}
