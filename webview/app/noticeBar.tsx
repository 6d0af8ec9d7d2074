// Why nothing is being recorded, in one line with the button that helps.
import { Icon } from '../components/icon.tsx';
import { noticeOf } from '../notice.ts';
import { useLive, useServices } from '../services.ts';
import { t } from '../strings.ts';

export function NoticeBar() {
  const { host } = useServices();
  const notice = noticeOf(useLive());
  return (
    <div class="notice-slot" role="status">
      {notice === null ? null : (
        <div class={notice.icon === 'warning' ? 'notice warning' : 'notice'}>
          <Icon name={notice.icon} class={notice.icon === 'sync' ? 'codicon-modifier-spin' : ''} />
          <span class="notice-text">{notice.text}</span>
          {notice.action === null ? null : (
            <NoticeButton
              label={t(notice.action.label)}
              run={() => notice.action !== null && host.run(notice.action.command)}
            />
          )}
        </div>
      )}
    </div>
  );
}

function NoticeButton(props: { label: string; run: () => void }) {
  return (
    <button type="button" class="button" onClick={props.run}>
      {props.label}
    </button>
  );
}
