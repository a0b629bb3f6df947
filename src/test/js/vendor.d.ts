/** The libraries lie in webroot/vendor only when the page is served. */
declare module '*/vendor/lightweight-charts.standalone.production.mjs' {
    export * from 'lightweight-charts';
}
