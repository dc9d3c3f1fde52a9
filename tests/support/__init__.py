"""What tests stand on: servers, and the plugin that brings them up."""
