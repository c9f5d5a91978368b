type State =
  | 'text'
  | 'escape'
  /** A control sequence, of which only colours are kept. */
  | 'control'
  /** A string for the terminal: title, clipboard, link, device control. */
  | 'string'
  | 'stringEscape';

/** Longer than any way to name a colour. */
const longestColour = 64;

/**
 * Text of a stranger's for a terminal: their colours stay, and every other word that a terminal
 * would obey goes, such as those that write the clipboard, name the window or move over what was
 * there. Works on text in parts of any length and remembers at most a colour.
 *
 * @see ECMA-48, sections 5.4 and 5.6: control sequences and control strings; 8.3.117: SGR.
 */
export class ColouredText {
  #state: State = 'text';
  #colour = '';

  /** What of this part may be shown, line feeds made line ends of a terminal. */
  pass(part: string): string {
    let shown = '';
    for (let at = 0; at < part.length;) {
      // Nearly all of it is plain, and there may be megabytes.
      const next =
        this.#state === 'text'
          ? plainFrom(part, at)
          : String.fromCodePoint(part.codePointAt(at) ?? 0);
      shown += next.length > 1 && this.#state === 'text' ? next : this.#take(next);
      at += next.length;
    }
    return shown;
  }

  #take(character: string): string {
    switch (this.#state) {
      case 'text':
        return this.#text(character);
      case 'escape':
        return this.#escape(character);
      case 'control':
        return this.#control(character);
      case 'string':
        if (character === '\u0007' || character === '\u009c') this.#state = 'text';
        else if (character === '\u001b') this.#state = 'stringEscape';
        // One that never ends must not hide all that is printed from then on.
        else if (character === '\n') return this.#become('text') + this.#text(character);
        return '';
      case 'stringEscape':
        // ESC \ ends a string; any other escape ends it too, and begins anew.
        return character === '\\' ? this.#become('text') : this.#escape(character);
    }
  }

  #text(character: string): string {
    if (character === '\n') return '\r\n';
    if (character === '\r' || character === '\t') return character;
    return isControl(character) ? this.#begin(character.codePointAt(0) ?? 0) : character;
  }

  /** C0 and C1: a sequence of C1 begins as ESC and the character 0x40 below does. */
  #begin(code: number): string {
    if (code === 0x1b) return this.#become('escape');
    if (code >= 0x80) return this.#escape(String.fromCodePoint(code - 0x40));
    return '';
  }

  #escape(character: string): string {
    if (character === '[') {
      this.#colour = '';
      return this.#become('control');
    }
    // APC, DCS, OSC, PM and SOS.
    if (/[_P\]^X]/.test(character)) return this.#become('string');
    if (character === '\u001b') return this.#become('escape');
    // Intermediate bytes, of which the last of the sequence is still to come.
    if (/[ -/]/.test(character)) return this.#become('escape');
    this.#state = 'text';
    return isControl(character) ? this.#text(character) : '';
  }

  #control(character: string): string {
    if (character >= '@' && character <= '~') {
      const isColour = character === 'm' && /^[\d:;]*$/.test(this.#colour);
      this.#state = 'text';
      return isColour && this.#colour.length <= longestColour ? `\u001b[${this.#colour}m` : '';
    }
    if (character >= ' ' && character <= '?') {
      if (this.#colour.length <= longestColour) this.#colour += character;
      return '';
    }
    // No control sequence goes on like that.
    this.#state = 'text';
    return this.#text(character);
  }

  #become(state: State): string {
    this.#state = state;
    return '';
  }
}

/** What is plain from there on; at least one character, which then may be none that is plain. */
function plainFrom(text: string, at: number): string {
  const run = /\P{Cc}+/uy;
  run.lastIndex = at;
  return run.exec(text)?.[0] ?? text.charAt(at);
}

/** Of C0 or C1, or delete. */
function isControl(character: string): boolean {
  return /\p{Cc}/u.test(character);
}
