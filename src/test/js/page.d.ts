/** For tsc alone: what the modules of the page take from scripts beside them, and what their base classes are given by others. */

declare global {
    /** webroot/vendor/gridstack-all.js */
    var GridStack: typeof import('../../../webroot/node_modules/gridstack/dist/gridstack.js').GridStack;
    /** webroot/vendor/vertx-eventbus.js */
    var EventBus: new (url: string, options: object) => any;

    /** Which element a selector finds is known to those who write it only. */
    interface ParentNode {
        querySelector(selectors: string): any;
        querySelectorAll(selectors: string): NodeListOf<any>;
    }

    /** The targets of events are elements of the page. */
    interface EventTarget {
        closest(selectors: string): any;
        readonly dataset: DOMStringMap;
    }

    interface Element {
        closest(selectors: string): any;
        readonly dataset: DOMStringMap;
        focus(options?: FocusOptions): void;
        /** Of html.js: what the element was made to look like. */
        lastMarkup?: string | null;
    }

    interface Event {
        readonly detail: any;
    }
}

declare module '../../../webroot/views/view.js' {
    interface View {
        panelId: string;
        built?(): void;
        joined?(): void;
        released?(): void;
        shown?(at: number): void;
        draw(state: any): void;
    }
}

declare module '../../../webroot/views/dialog.js' {
    interface Dialog {
        closed?(): void;
        fill(state: any): void;
    }
}

export {};
