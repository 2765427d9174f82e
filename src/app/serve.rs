//! Serves the site over HTTP until it is told to stop.

use std::{
    fs::File,
    net::{SocketAddr, TcpListener},
};

use actix_web::{
    App, HttpResponse, HttpServer,
    dev::ServerHandle,
    http::header,
    middleware::{Compress, DefaultHeaders, from_fn},
    web::{self, ThinData},
};

use super::{open::only_one, parts, sweep::Sweep};
use crate::{
    accounts::{self, Guesses},
    archive, care,
    error::{Error, Result},
    jobs::{Job, Loop},
    resources,
    search::{self, Catalogue},
    site::Site,
    web::{asset_routes, failures::dress, guard, same_origin_only},
};

/// What pages may load: only what is ours. User files carry a stricter policy of their own.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    media-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; frame-src 'self'; \
    object-src 'none'; base-uri 'none'; frame-ancestors 'self'; manifest-src 'self'";

/// A running server.
pub struct Serving {
    /// Where it listens.
    pub address: SocketAddr,
    handle: ServerHandle,
    jobs: Option<Loop>,
    task: tokio::task::JoinHandle<std::io::Result<()>>,
    /// Says to others that this folder is being served.
    _lock: File,
}

/// Takes the port.
pub fn bind(listen: &str) -> Result<TcpListener> {
    TcpListener::bind(listen)
        .map_err(|error| Error::internal(format!("cannot listen on {listen}: {error}")))
}

/// Starts the server on a port that was taken, with the job loop unless a test runs the jobs itself.
pub async fn serve(site: Site, listener: TcpListener, with_jobs: bool) -> Result<Serving> {
    let address = listener.local_addr()?;
    let lock = only_one(&site.data)?;
    let origin = site.origin.clone();
    site.db
        .write(move |tx| {
            resources::note_own_host(tx, &origin)?;
            Sweep {}.enqueue_at(tx, tx.now.plus_days(1))
        })
        .await?;
    site.db.write(accounts::at_start).await?;
    let jobs = if with_jobs {
        site.db.write(search::at_start).await?;
        let wished = site.settings().check_links;
        site.db.write(move |tx| care::at_start(tx, wished)).await?;
        site.db.write(archive::at_start).await?;
        Some(Loop::start(site.clone(), parts::kinds()).await?)
    } else {
        None
    };
    let (gate, guesses) = (parts::gate(), Guesses::default());
    let catalogue = Catalogue::default();
    let server = HttpServer::new(move || {
        // The last wrapped sees the request first.
        App::new()
            .app_data(ThinData(site.clone()))
            .app_data(ThinData(guesses.clone()))
            .app_data(ThinData(catalogue.clone()))
            .app_data(gate.clone())
            .wrap(from_fn(guard))
            .wrap(from_fn(same_origin_only))
            .wrap(from_fn(dress))
            .wrap(from_fn(accounts::greet))
            .wrap(
                DefaultHeaders::new()
                    .add((header::CONTENT_SECURITY_POLICY, POLICY))
                    .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
                    .add((header::REFERRER_POLICY, "same-origin"))
                    .add((header::X_FRAME_OPTIONS, "SAMEORIGIN")),
            )
            .wrap(Compress::default())
            .configure(asset_routes)
            .route("/healthz", web::get().to(HttpResponse::Ok))
            .configure(parts::routes)
    })
    .workers(2)
    // A page is sent in several pieces; waiting for the other side to confirm each costs 40 ms.
    .tcp_nodelay(true)
    .shutdown_timeout(10)
    .listen(listener)?
    .disable_signals()
    .run();
    let handle = server.handle();
    Ok(Serving { address, handle, jobs, task: tokio::spawn(server), _lock: lock })
}

impl Serving {
    /// Stops: no new requests, those under way are finished, then the jobs.
    pub async fn stop(self) {
        self.handle.stop(true).await;
        if let Some(jobs) = self.jobs {
            jobs.stop().await;
        }
        let _ = self.task.await;
    }
}
