import { allCells } from '../../matrix/cells.ts';
import { coveringCells } from '../../matrix/coveringCells.ts';
import { describeCells } from '../../matrix/describeCells.ts';

// `npm run test:matrix` looks at all of them.
describeCells(coveringCells(allCells));
