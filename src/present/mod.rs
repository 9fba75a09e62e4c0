//! What people look at: findings as pages, the desk that settles them, marked copies, and how a document was read.

pub mod annotate;
pub mod desk;
pub mod drawing;
pub mod explain;
pub mod report;
