/**
 * What an exec brings into a process: file, arguments, environment. Shared and, but for `slim`, immutable: every process forked from an
 * image points to the same object until it executes something itself. Environment values stay inside: printing or
 * serialising the object shows names only.
 */
import { type FileFacts, NO_FILE } from './types.ts';

/** What a slimmed image may still cost; smaller images are never slimmed. */
export const SLIM_BYTES = 1024;

/** How complete the facts are: `core` lacks what has to be read from user memory. */
export type ImageQuality = 'kernel' | 'snapshot' | 'core' | 'none';

export interface ImageInput {
  readonly file: FileFacts;
  readonly interpreter: FileFacts | null;
  readonly filename: string;
  readonly argv: readonly string[];
  readonly argc: number;
  readonly argvTruncated: boolean;
  readonly argv0: string;
  readonly envp: readonly string[];
  readonly envsTruncated: boolean;
  readonly tty: string;
  readonly cwd: string;
  /** Thread name right after the exec. */
  readonly comm: string;
}

/** Facts of one exec image. */
export class ImageFacts {
  readonly quality: ImageQuality;
  /** The program that was asked for: the script when there is one. */
  readonly file: FileFacts;
  readonly interpreter: FileFacts | null;
  /** The text passed to exec; '' when unknown. */
  filename: string;
  argv: readonly string[];
  /** True number of arguments. */
  readonly argc: number;
  argvTruncated: boolean;
  argv0: string;
  envsTruncated: boolean;
  readonly tty: string;
  cwd: string;
  readonly comm: string;
  #envp: readonly string[];
  /** Entries that show this image, and what its texts cost beside what others share. Kept by the tree. */
  holders = 0;
  bytes = 0;
  #envs: readonly string[] | null = null;

  constructor(quality: ImageQuality, input: ImageInput) {
    this.quality = quality;
    this.file = input.file;
    this.interpreter = input.interpreter;
    this.filename = input.filename;
    this.argv = input.argv;
    this.argc = input.argc;
    this.argvTruncated = input.argvTruncated;
    this.argv0 = input.argv0;
    this.envsTruncated = input.envsTruncated;
    this.tty = input.tty;
    this.cwd = input.cwd;
    this.comm = input.comm;
    this.#envp = input.envp;
  }

  /** NAME=value, for rules inside the probe. Never to be printed or sent. */
  get envp(): readonly string[] {
    return this.#envp;
  }

  /** Names of the environment variables. */
  get envs(): readonly string[] {
    // Forked children share this object, so the list is made once per exec and only when a rule or an output asks.
    this.#envs ??= this.#envp.map((variable) => {
      const equals = variable.indexOf('=');
      return equals < 0 ? variable : variable.slice(0, equals);
    });
    return this.#envs;
  }

  /**
   * Gives memory back when too many processes carry long texts: the first arguments stay, the environment goes, and the
   * truncation flags say so.
   */
  slim(): void {
    let room = SLIM_BYTES;
    const kept: string[] = [];
    for (const argument of this.argv) {
      if (argument.length > room) break;
      room -= argument.length + 8;
      kept.push(argument);
    }
    if (kept.length < this.argv.length) {
      this.argv = kept;
      this.argvTruncated = true;
    }
    if (this.argv0.length > SLIM_BYTES) this.argv0 = '';
    if (this.#envp.length > 0) {
      this.#envp = [];
      this.#envs = null;
      this.envsTruncated = true;
    }
    if (this.filename.length > SLIM_BYTES) this.filename = '';
    if (this.cwd.length > SLIM_BYTES) this.cwd = '';
    this.bytes = Math.min(this.bytes, SLIM_BYTES);
  }

  /** Value of one variable, or null when it is not set. */
  environmentValue(name: string): string | null {
    for (const variable of this.#envp) {
      if (variable.length > name.length && variable.charCodeAt(name.length) === 61 && variable.startsWith(name)) {
        return variable.slice(name.length + 1);
      }
    }
    return null;
  }
}

/** Nothing is known of the image. */
export const UNKNOWN_IMAGE = new ImageFacts('none', {
  file: NO_FILE,
  interpreter: null,
  filename: '',
  argv: [],
  argc: 0,
  argvTruncated: false,
  argv0: '',
  envp: [],
  envsTruncated: false,
  tty: '',
  cwd: '',
  comm: '',
});
