/** The scrape interval of Istio's Prometheus (samples/addons/prometheus.yaml). */
export const SCRAPE_INTERVAL_MS = 15_000
