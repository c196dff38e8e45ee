//! Servers that describe themselves like the model servers people run on their own machine, and the
//! usual ports where the program finds those.

use serde_json::{Value, json};

use crate::support::server::{Reply, Request, Server};

/// The usual ports of Ollama, LM Studio, llama.cpp, vLLM and `LiteLLM`.
pub const PORTS: [u16; 5] = [11434, 1234, 8080, 8000, 4000];

/// Nothing listens there: a program needs root to use this port.
const CLOSED: &str = "http://127.0.0.1:1";

/// Servers of the test at usual ports, as the program's environment names them; nothing is found at
/// the others, whatever runs on this machine.
pub fn at_ports(servers: &[(u16, &Server)]) -> String {
    let led = PORTS.map(|port| {
        let server = servers.iter().find(|(at, _)| *at == port).map(|(_, server)| server.url());
        format!("localhost:{port}={}", server.unwrap_or_else(|| CLOSED.to_owned()))
    });
    led.join(",")
}

/// A model list in such servers' format.
pub fn list(owner: &str, ids: &[&str]) -> Value {
    let model = |id: &&str| json!({"id": id, "object": "model", "created": 1, "owned_by": owner});
    json!({"object": "list", "data": ids.iter().map(model).collect::<Vec<_>>()})
}

fn answers(routes: Vec<(&'static str, Reply200)>) -> impl Fn(&Request) -> Reply + Send + Sync {
    move |request| {
        let route = routes.iter().find(|(path, _)| *path == request.path);
        match route {
            Some((_, Reply200::Json(json))) => Reply::Json(200, json.clone()),
            Some((_, Reply200::Text(text))) => {
                Reply::Full(200, Vec::new(), text.as_bytes().to_vec())
            }
            Some((_, Reply200::Locked)) => Reply::Json(401, json!({"error": "Unauthorized"})),
            None => Reply::Json(404, json!({"detail": "Not Found"})),
        }
    }
}

enum Reply200 {
    Json(Value),
    Text(&'static str),
    /// Requires a key.
    Locked,
}

use Reply200::{Json, Locked, Text};

pub fn ollama(ids: &[&str]) -> Server {
    // Without a model it lists null.
    let none = json!({"object": "list", "data": null});
    let models = if ids.is_empty() { none } else { list("library", ids) };
    Server::start(answers(vec![("/", Text("Ollama is running")), ("/v1/models", Json(models))]))
}

/// An Ollama that runs its models with this context, although they support more.
pub fn ollama_with_context(ids: &[&str], tokens: u64) -> Server {
    let models = list("library", ids);
    Server::start(move |request| match request.path.as_str() {
        "/" => Reply::Full(200, Vec::new(), b"Ollama is running".to_vec()),
        "/v1/models" => Reply::Json(200, models.clone()),
        "/api/show" => Reply::Json(
            200,
            json!({"parameters": format!("num_ctx {tokens}"), "capabilities": ["completion"],
                "model_info": {"qwen3.context_length": 131_072}}),
        ),
        _ => Reply::Json(404, json!({"detail": "Not Found"})),
    })
}

/// The same behind a proxy that serves its own page at the root.
pub fn ollama_behind_a_page(ids: &[&str]) -> Server {
    Server::start(answers(vec![
        ("/", Text("<html>Home</html>")),
        ("/api/version", Json(json!({"version": "0.12.3"}))),
        ("/v1/models", Json(list("library", ids))),
    ]))
}

/// One with its greeting blocked.
pub fn lm_studio_without_greeting(ids: &[&str]) -> Server {
    let model = |id: &&str| json!({"id": id, "object": "model", "compatibility_type": "gguf"});
    let own = json!({"object": "list", "data": ids.iter().map(model).collect::<Vec<_>>()});
    let models = list("organization_owner", ids);
    Server::start(answers(vec![("/api/v0/models", Json(own)), ("/v1/models", Json(models))]))
}

/// A version from before the build number, with a model list that does not identify it.
pub fn llama_cpp_by_props(ids: &[&str]) -> Server {
    let props = json!({"default_generation_settings": {"n_ctx": 4096}, "total_slots": 1});
    Server::start(answers(vec![("/props", Json(props)), ("/v1/models", Json(list("me", ids)))]))
}

pub fn lm_studio(ids: &[&str]) -> Server {
    let models = list("organization_owner", ids);
    let greeting = json!({"lmstudio": true});
    Server::start(answers(vec![
        ("/lmstudio-greeting", Json(greeting)),
        ("/v1/models", Json(models)),
        // It answers any other path with 200.
        ("/", Json(json!({"error": "Unexpected endpoint or method. (GET /)"}))),
    ]))
}

pub fn llama_cpp(ids: &[&str]) -> Server {
    Server::start(answers(vec![("/v1/models", Json(list("llamacpp", ids)))]))
}

pub fn vllm(ids: &[&str]) -> Server {
    Server::start(answers(vec![("/v1/models", Json(list("vllm", ids)))]))
}

pub fn vllm_with_a_key() -> Server {
    let metrics = "# HELP python_info Python\npython_info 1.0\nvllm:num_requests_running 0.0\n";
    Server::start(answers(vec![("/v1/models", Locked), ("/metrics", Text(metrics))]))
}

pub fn litellm(ids: &[&str]) -> Server {
    let ready = json!({"status": "healthy", "litellm_version": "1.83.7"});
    let models = list("openai", ids);
    Server::start(answers(vec![("/v1/models", Json(models)), ("/health/readiness", Json(ready))]))
}

pub fn litellm_with_a_key() -> Server {
    Server::start(answers(vec![
        ("/v1/models", Locked),
        ("/health/liveliness", Text("\"I'm alive!\"")),
    ]))
}

/// Programs that are none of these, but give similar answers.
pub fn strangers() -> Vec<(&'static str, Server)> {
    let of = |routes| Server::start(answers(routes));
    vec![
        ("a web page", of(vec![("/", Text("<html>Ollama is running</html>"))])),
        ("a list without a known owner", of(vec![("/v1/models", Json(list("me", &["m"])))])),
        ("a version in no words", of(vec![("/api/version", Json(json!({"version": 3})))])),
        ("a version", of(vec![("/version", Json(json!({"version": "0.6.3"})))])),
        ("metrics", of(vec![("/metrics", Text("http_requests_total{app=\"vllm:x\"} 1\n"))])),
        ("health", of(vec![("/health/readiness", Json(json!({"status": "healthy"})))])),
        ("a greeting", of(vec![("/lmstudio-greeting", Json(json!({"lmstudio": false})))])),
        ("no HTTP", Server::start(|_| Reply::Bytes(b"SSH-2.0-OpenSSH_9.6\r\n".to_vec()))),
    ]
}
