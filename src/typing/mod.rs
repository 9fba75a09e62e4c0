//! What a form took from the pages becomes what the contract says: text with places turns into typed values, and doubts
//! between readings of a scan are settled by the arithmetic of the document.

pub mod build;
pub mod repair;
