"""`sds-bridge bench presets`: what leaves the house, played by the engines it is for."""
