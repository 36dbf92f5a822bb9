//! The development server: static files on 127.0.0.1, open to pages of other origins.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, bail};
use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use tokio::net::TcpListener;
use tokio::runtime;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

const HEADERS: [(HeaderName, &str); 3] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (header::CACHE_CONTROL, "no-cache"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

/// Serves `folder` until the program is stopped.
pub fn forever(folder: &Path, port: u16) -> anyhow::Result<()> {
    runtime()?.block_on(async {
        let (listener, address) = listen(port).await?;
        println!("Soupçon is at http://{address}/  (Ctrl+C stops it)");
        Ok(axum::serve(listener, router(folder, "/")).await?)
    })
}

/// Serves `folder` under `prefix` on a free port, from a thread of its own, until the program ends.
pub fn in_background(folder: PathBuf, prefix: &'static str) -> anyhow::Result<SocketAddr> {
    let runtime = runtime()?;
    let (listener, address) = runtime.block_on(listen(0))?;
    thread::spawn(move || {
        runtime.block_on(axum::serve(listener, router(&folder, prefix)).into_future())
    });
    Ok(address)
}

fn runtime() -> std::io::Result<runtime::Runtime> {
    runtime::Builder::new_current_thread().enable_io().build()
}

async fn listen(port: u16) -> anyhow::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
    let listener = listener.with_context(|| {
        format!("port {port} of 127.0.0.1 cannot be had: name another with --port")
    })?;
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() {
        bail!("{address} is not an address of this machine alone");
    }
    Ok((listener, address))
}

fn router(folder: &Path, prefix: &str) -> Router {
    let files = ServeDir::new(folder);
    let router = match prefix {
        "/" => Router::new().fallback_service(files),
        prefix => Router::new().nest_service(prefix, files),
    };
    HEADERS.into_iter().fold(router, |router, (name, value)| {
        router.layer(SetResponseHeaderLayer::overriding(
            name,
            HeaderValue::from_static(value),
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::io::{Read, Write};
    use std::net::TcpStream;

    /// A served folder with a file beside it that nobody may have.
    struct Site {
        outside: PathBuf,
        address: SocketAddr,
    }

    impl Site {
        fn new(name: &str) -> Self {
            let name = format!("soupcon-{name}-{}", std::process::id());
            let outside = std::env::temp_dir().join(name);
            let inside = outside.join("site");
            fs::create_dir_all(inside.join("assets")).unwrap();
            fs::write(outside.join("secret.txt"), "secret").unwrap();
            fs::write(inside.join("index.html"), "<p>page</p>").unwrap();
            fs::write(inside.join("assets/core.wasm"), b"\0asm").unwrap();
            fs::write(inside.join("assets/core.js"), "export {}").unwrap();
            let address = in_background(inside, "/some/folder").unwrap();
            Site { outside, address }
        }

        fn get(&self, path: &str) -> String {
            let request =
                format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
            let mut stream = TcpStream::connect(self.address).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).unwrap();
            String::from_utf8_lossy(&answer).to_lowercase()
        }
    }

    impl Drop for Site {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.outside).unwrap();
        }
    }

    #[test]
    fn a_folder_answers_with_its_index() {
        let answer = Site::new("index").get("/some/folder/");
        assert!(answer.starts_with("http/1.1 200"), "{answer}");
        assert!(answer.ends_with("<p>page</p>"), "{answer}");
    }

    #[test]
    fn files_have_their_types_and_are_open_to_other_origins() {
        let types = [
            ("/some/folder/", "text/html"),
            ("/some/folder/assets/core.wasm", "application/wasm"),
            ("/some/folder/assets/core.js", "text/javascript"),
        ];
        let site = Site::new("types");
        for (path, kind) in types {
            let answer = site.get(path);
            assert!(
                answer.contains(&format!("content-type: {kind}")),
                "{path}: {answer}"
            );
            assert!(
                answer.contains("access-control-allow-origin: *"),
                "{path}: {answer}"
            );
            assert!(
                answer.contains("x-content-type-options: nosniff"),
                "{path}: {answer}"
            );
        }
    }

    #[test]
    fn nothing_outside_the_folder_is_served() {
        let ways = [
            "/secret.txt",
            "/some/folder/../../secret.txt",
            "/some/folder/../secret.txt",
            "/some/folder/%2e%2e/secret.txt",
            "/some/folder/..%2fsecret.txt",
            "/some/folder/..%5csecret.txt",
            "/some/folder//../secret.txt",
            "/some/folder/assets/../../secret.txt",
            "/some/folder/assets/%2e%2e/%2e%2e/secret.txt",
            "/some/folder/%00/../secret.txt",
        ];
        let site = Site::new("outside");
        for way in ways {
            let answer = site.get(way);
            assert!(answer.starts_with("http/1.1 4"), "{way}: {answer}");
            assert!(!answer.ends_with("secret"), "{way}: {answer}");
        }
    }

    #[test]
    fn a_taken_port_is_said() {
        let site = Site::new("port");
        let taken = site.address.port();
        let error = forever(Path::new("."), taken).unwrap_err().to_string();
        assert!(error.contains(&format!("port {taken}")), "{error}");
    }
}
