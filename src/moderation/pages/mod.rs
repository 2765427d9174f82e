//! The pages of moderation: reporting, the queue, a case, a decision, the log.

mod case;
mod decision;
mod log;
mod report;

use actix_web::web::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    report::routes(routes);
    case::routes(routes);
    decision::routes(routes);
    log::routes(routes);
}
