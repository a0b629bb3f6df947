/** The libraries lie in webroot/vendor only when the page is served. */
declare module '*/vendor/lightweight-charts.standalone.production.mjs' {
    export * from 'lightweight-charts';
}

/** webroot/node_modules/.codemirror, bundled of this. */
declare module '*/vendor/codemirror.js' {
    export * from 'webroot/bundle/codemirror.js';
}
