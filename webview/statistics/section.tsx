// A part of the page under its heading, as a chart or the table behind it, which can be copied and saved.
import type { ComponentChildren } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { type Column, DataTable } from '../components/dataTable.tsx';
import { Icon } from '../components/icon.tsx';
import { toCsv } from '../csv.ts';
import { failureText } from '../notice.ts';
import { useServices } from '../services.ts';
import { t } from '../strings.ts';
import { chartPicture } from './picture.ts';
import type { Series } from './series.ts';

interface Props<Row> {
  /** Names files too. */
  id: string;
  title: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Opens what is behind a row. */
  open?: (row: Row) => void;
  /** Without a chart the table stands alone. */
  chart?: {
    isTable: boolean;
    toggle: () => void;
    legend: readonly Pick<Series, 'label' | 'color'>[];
    render: (canvasRef: (canvas: HTMLCanvasElement | null) => void) => ComponentChildren;
  };
  /** Between heading and chart. */
  children?: ComponentChildren;
}

export function Section<Row>(props: Props<Row>) {
  const { id, title, columns, rows, chart, open } = props;
  const { host, announce } = useServices();
  const canvas = useRef<HTMLCanvasElement | null>(null);
  const setCanvas = useMemo(
    () => (element: HTMLCanvasElement | null) => {
      canvas.current = element;
    },
    [],
  );
  const save = (kind: 'csv' | 'png', content: string) =>
    host.save({ name: `lunaroute-${id}`, kind, content }).then(
      isSaved => isSaved && announce(t('export.saved', title)),
      (error: unknown) => announce(failureText(error)),
    );
  const csv = () =>
    toCsv([
      columns.map(column => column.title),
      ...rows.map(row => columns.map(column => column.value(row).exact)),
    ]);
  const copyCsv = () => {
    host.copy(csv());
    announce(t('copied', title));
  };
  const savePicture = () => {
    if (canvas.current !== null && chart !== undefined)
      void save('png', chartPicture(canvas.current, { title, legend: chart.legend }));
  };
  return (
    <section class="statistics-section" data-section={id} aria-labelledby={`section-${id}`}>
      <div class="section-head">
        <h2 id={`section-${id}`}>{title}</h2>
        <div class="section-actions" role="toolbar" aria-label={t('export.toolbar', title)}>
          {chart === undefined ? null : (
            <Action
              icon={chart.isTable ? 'graph' : 'table'}
              label={t('chart.toggle')}
              isPressed={chart.isTable}
              run={chart.toggle}
            />
          )}
          <Action icon="copy" label={t('export.copyCsv')} run={copyCsv} />
          <Action icon="save" label={t('export.saveCsv')} run={() => void save('csv', csv())} />
          {chart === undefined ? null : (
            <Action
              icon="file-media"
              label={t('export.savePng')}
              isDisabled={chart.isTable}
              run={savePicture}
            />
          )}
        </div>
      </div>
      {props.children}
      {chart === undefined || chart.isTable ? (
        <DataTable
          label={title}
          columns={columns}
          rows={rows}
          rowKey={props.rowKey}
          {...(open === undefined ? {} : { select: open })}
        />
      ) : (
        chart.render(setCanvas)
      )}
    </section>
  );
}

function Action(props: {
  icon: string;
  label: string;
  run: () => void;
  isPressed?: boolean;
  isDisabled?: boolean;
}) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-pressed={props.isPressed}
      disabled={props.isDisabled}
      title={props.label}
      aria-label={props.label}
      onClick={props.run}
    >
      <Icon name={props.icon} />
    </button>
  );
}
