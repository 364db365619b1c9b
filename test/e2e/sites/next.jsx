/** A site as Next makes it: React renders the whole document, and pages come and go. */
import {useEffect, useState} from 'react';
import {createRoot} from 'react-dom/client';
import Layout from 'docs:src/app/layout.jsx';
import {setUser} from 'docs:src/helpshift.js';

const {users, heard} = window.shop;

function Page({name}) {
  useEffect(() => {
    const handleToggle = ({visible}) => heard.push(`${name}: ${visible}`);
    window.Helpshift('addEventListener', 'widgetToggle', handleToggle);
    return () => window.Helpshift('removeEventListener', 'widgetToggle', handleToggle);
  }, [name]);

  return (
    <main>
      <title>{name}</title>
      <h1>{name}</h1>
      <button onClick={() => window.Helpshift('open')}>Help</button>
      <button onClick={() => setUser(users.ann)}>Log in as Ann</button>
    </main>
  );
}

function Site() {
  const [name, setName] = useState('Home');
  return (
    <Layout>
      <button onClick={() => setName('Home')}>Home</button>
      <button onClick={() => setName('Basket')}>Basket</button>
      <Page key={name} name={name} />
    </Layout>
  );
}

createRoot(document).render(<Site />);
