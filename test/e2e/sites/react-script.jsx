/**
 * A React site without the embed code: its component makes the script, calls when it has loaded, and takes all away again. In
 * strict mode each effect runs twice.
 */
import {StrictMode, useEffect, useState} from 'react';
import {createRoot} from 'react-dom/client';

const {users, heard} = window.shop;

function Chat({user}) {
  const [hasLoaded, setLoaded] = useState(false);

  useEffect(() => {
    window.helpshiftConfig = {platformId: 'web', domain: 'happyapps', ...user};
    const script = document.createElement('script');
    script.id = 'hs-chat';
    script.src = 'https://chat.example.com/webChat.js';
    script.onload = () => {
      window.Helpshift('init');
      setLoaded(true);
    };
    document.body.appendChild(script);
    return () => {
      script.remove();
      document.querySelector('helpshift-chat')?.remove();
    };
  }, []);

  useEffect(() => {
    if (!hasLoaded) return;
    window.Helpshift('addEventListener', 'widgetToggle', handleToggle);
    return () => window.Helpshift('removeEventListener', 'widgetToggle', handleToggle);

    function handleToggle({visible}) {
      heard.push(visible);
    }
  }, [hasLoaded]);

  useEffect(() => {
    Object.assign(window.helpshiftConfig, user);
    if (hasLoaded) window.Helpshift('updateHelpshiftConfig');
  }, [user, hasLoaded]);

  return <button onClick={() => window.Helpshift('open')}>Help</button>;
}

function Shop() {
  const [isMounted, setMounted] = useState(false);
  const [user, setUser] = useState(users.ann);
  return (
    <main>
      <button onClick={() => setMounted(true)}>Mount</button>
      <button onClick={() => setMounted(false)}>Unmount</button>
      <button onClick={() => setUser(users.bob)}>Log in as Bob</button>
      {isMounted && <Chat user={user} />}
    </main>
  );
}

createRoot(document.querySelector('#shop')).render(
  <StrictMode>
    <Shop />
  </StrictMode>,
);
